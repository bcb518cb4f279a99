// Where the counter's window is put together: controller, translators, engine.
#pragma once

#include "app/counter/counter_controller.h"

#include <QQmlApplicationEngine>
#include <QQuickWindow>
#include <QTranslator>

namespace dd::counter {

class CounterWindow
{
public:
    // The clock is kept by reference.
    CounterWindow(const Options &options, const Clock &clock, Random &random);
    ~CounterWindow();
    CounterWindow(const CounterWindow &) = delete;
    CounterWindow &operator=(const CounterWindow &) = delete;

    [[nodiscard]] bool isLoaded() const { return window() != nullptr; }
    [[nodiscard]] QQuickWindow *window() const;
    [[nodiscard]] CounterController &controller() { return m_controller; }

private:
    void translate();

    CounterController m_controller;
    QTranslator m_words;
    QTranslator m_controls;
    QQmlApplicationEngine m_engine;
};

} // namespace dd::counter
