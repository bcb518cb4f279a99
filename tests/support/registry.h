// One program per room, many test classes: each class registers itself and the program runs them all.
#pragma once

#include <QObject>
#include <functional>
#include <memory>
#include <vector>

namespace dd::test {

struct Entry
{
    const char *name;
    std::function<std::unique_ptr<QObject>()> make;
};

inline std::vector<Entry> &entries()
{
    static std::vector<Entry> all;
    return all;
}

template <typename T>
struct Registration
{
    explicit Registration(const char *name)
    {
        entries().push_back({name, [] { return std::make_unique<T>(); }});
    }
};

} // namespace dd::test

// Behind the class, in its .cpp, before the #include of its .moc.
#define DD_TEST(Class) static const dd::test::Registration<Class> registration##Class(#Class);
