// Showing a credential to whoever scans: what is shared, a statement for a lodging, a new code every 20 seconds.
#pragma once

#include "app/citizen/show_controller.h"

namespace dd::citizen {

class PresentController : public dd::citizen::ShowController
{
    Q_OBJECT
    QML_NAMED_ELEMENT(Present)
    QML_SINGLETON
    Q_PROPERTY(QString purpose READ purpose NOTIFY statementChanged FINAL)
    Q_PROPERTY(QString asking READ asking NOTIFY askingChanged FINAL) // key of the group that waits for a second yes
    Q_PROPERTY(QString askingLabel READ askingLabel NOTIFY askingChanged FINAL)
    Q_PROPERTY(bool canState READ canState NOTIFY statementChanged FINAL)
    Q_PROPERTY(bool statement MEMBER m_statement NOTIFY statementChanged FINAL)
    Q_PROPERTY(QString facility MEMBER m_facility NOTIFY statementChanged FINAL)
    Q_PROPERTY(QString reason MEMBER m_reason NOTIFY statementChanged FINAL)
    Q_PROPERTY(int nights MEMBER m_nights NOTIFY statementChanged FINAL)
    Q_PROPERTY(QString facilityError READ facilityError NOTIFY statementChanged FINAL)
    Q_PROPERTY(QString reasonError READ reasonError NOTIFY statementChanged FINAL)
    Q_PROPERTY(bool statementComplete READ isStatementComplete NOTIFY statementChanged FINAL)
public:
    static constexpr int rotationSeconds = 20;
    static constexpr int longestShowingSeconds = 300;

    PresentController(Session &session, Localization &localization, QObject *parent = nullptr);
    static PresentController *create(QQmlEngine *engine, QJSEngine *) { return provided<PresentController>(engine); }

    [[nodiscard]] QString purpose() const;
    [[nodiscard]] QString asking() const { return m_asking; }
    [[nodiscard]] QString askingLabel() const;
    [[nodiscard]] bool canState() const;
    [[nodiscard]] QString facilityError() const { return lengthError(m_facility); }
    [[nodiscard]] QString reasonError() const { return lengthError(m_reason); }
    [[nodiscard]] bool isStatementComplete() const;
    [[nodiscard]] QString summary() const override;
    [[nodiscard]] int codeSeconds() const override { return rotationSeconds; }

    Q_INVOKABLE void begin(); // the page opens: newest state, nothing shared
    Q_INVOKABLE void share(const QString &key, bool shared);
    Q_INVOKABLE void answer(bool yes); // to `asking`
    Q_INVOKABLE void show();

signals:
    void askingChanged();
    void statementChanged();

protected:
    [[nodiscard]] Asker asker() const override;
    [[nodiscard]] Result<credential::PresentationRequest> request() const override;
    void selected() override;
    void codeIsOver() override;
    void forget() override;
    void retranslate() override;

private:
    void prefillStatement();
    [[nodiscard]] static QString lengthError(const QString &text);

    QString m_asking;
    bool m_statement = false;
    QString m_facility;
    QString m_reason;
    int m_nights = 1;
    qint64 m_stayFrom = 0;
};

} // namespace dd::citizen
