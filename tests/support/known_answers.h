// Holds a table of known answers against itself: each answer is given, and no neighbour of it passes for one.
#pragma once

#include "core/crypto/self_test.h"

#include <QTest>
#include <vector>

namespace dd::test {

inline void knownAnswerRows(std::span<const crypto::KnownAnswer> answers)
{
    QTest::addColumn<int>("index");
    for (std::size_t i = 0; i < answers.size(); ++i)
        QTest::newRow(answers[i].primitive) << static_cast<int>(i);
}

inline void checkKnownAnswer(std::span<const crypto::KnownAnswer> answers)
{
    QFETCH(int, index);
    const crypto::KnownAnswer &known = answers[static_cast<std::size_t>(index)];
    const QByteArray answer = QByteArray::fromHex(known.answer);
    QCOMPARE(answer.toHex(), QByteArray(known.answer));
    QVERIFY(answer.size() >= 8);
    QVERIFY(known.holds(answer));
    for (qsizetype byte = 0; byte < answer.size(); ++byte) { // every byte, and every bit in turn
        QByteArray changed = answer;
        changed[byte] = static_cast<char>(changed.at(byte) ^ (1 << byte % 8));
        QVERIFY2(!known.holds(changed), qPrintable(QString::number(byte)));
        if (byte % 16 != 0)
            continue;
        // the same through the table, where the others are as they should be
        const QByteArray digits = changed.toHex();
        std::vector<crypto::KnownAnswer> table(answers.begin(), answers.end());
        table.at(static_cast<std::size_t>(index)).answer = digits.constData();
        const auto verdict = crypto::checkKnownAnswers(table);
        QVERIFY(!verdict);
        QCOMPARE(errorId(verdict.error().code), QStringLiteral("COR-015"));
        QCOMPARE(verdict.error().detail, QLatin1String(known.primitive));
    }
}

} // namespace dd::test
