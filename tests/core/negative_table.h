// What is refused, by the section of docs/formats.md that says so: the rows of test_negative_table.cpp.
#pragma once

#include "tests/core/post_scene.h"

namespace dd::test {

struct NegativeRow
{
    QByteArray name;
    QByteArray section; // a heading of docs/formats.md, or the bold words a paragraph of it begins with
    trust::Overall overall = trust::Overall::Invalid;
    trust::Step step = trust::Step::None; // None: refused by its reader, which has no steps
    ErrorCode code = ErrorCode::CredentialMalformed;
    Spoiling spoil;                              // makes a presentation, to be judged by the post; or
    std::function<Result<void>()> offer = {};    // makes something else and gives it to its reader
};

// Collects the rows of one section.
struct NegativeRows
{
    void judged(const QByteArray &name, trust::Overall overall, trust::Step step, ErrorCode code, const Spoiling &spoil)
    {
        all.append({name, section, overall, step, code, spoil});
    }
    void invalid(const QByteArray &name, trust::Step step, ErrorCode code, const Spoil &spoil)
    {
        judged(name, trust::Overall::Invalid, step, code, [spoil](PostScene &s) { spoil(s.forge); });
    }
    void malformed(const QByteArray &name, trust::Step step, const Spoil &spoil) { invalid(name, step, ErrorCode::CredentialMalformed, spoil); }
    void refused(const QByteArray &name, ErrorCode code, const std::function<Result<void>()> &offer)
    {
        all.append({name, section, trust::Overall::Invalid, trust::Step::None, code, {}, offer});
    }

    QByteArray section;
    QList<NegativeRow> all = {};
};

struct OutcomeRow
{
    QByteArray name;
    Outcome expected;
    Spoiling change;
};

// What comes of each thing that a verdict depends on, good ones among them (negative_rows_outcomes.cpp).
QList<OutcomeRow> outcomeRows();

QList<NegativeRow> encodingRows();   // the text, and the CBOR in it
QList<NegativeRow> tokenRows();      // headers, keys and the labels of both payloads
QList<NegativeRow> claimRows();      // what is always shown, of every type
QList<NegativeRow> disclosureRows(); // what can be held back
QList<NegativeRow> listRows();       // trust lists, roots and status lists
QList<NegativeRow> walletRows();     // what a wallet refuses: challenges, credentials, presentations

} // namespace dd::test
