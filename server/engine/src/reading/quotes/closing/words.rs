//! The words themselves, in lower case: English, German, French, Spanish, Italian, Dutch, Polish. A bar stands between
//! them.

/// How lines begin that phones, programs and providers add.
pub(super) const ADS: &str = "sent from my |sent from mail for|sent from outlook|sent from yahoo|sent from proton|sent with proton|\
    sent from gmail|sent via |sent using |sent from samsung|sent from a mobile|get outlook for |\
    von meinem iphone|von meinem ipad|von meinem handy|von meinem smartphone|von meinem mobil|\
    von meinem android|von meinem samsung|von meinem galaxy|von meinem huawei|von unterwegs gesendet|\
    gesendet von meinem|gesendet von mail|gesendet von outlook|gesendet von yahoo|gesendet von mobile|\
    gesendet von unterwegs|gesendet mit der|gesendet mit |gesendet aus der|gesendet über|gesendet vom |\
    von yahoo mail|diese nachricht wurde von meinem|diese nachricht wurde mit |holen sie sich outlook|\
    outlook für |envoyé de mon|envoyé depuis|envoyé à partir|envoyé avec|envoyé via|télécharger outlook|\
    obtenez outlook|obtenir outlook|enviado desde|enviado con |enviado del|enviado do meu|obtener outlook|\
    descargar outlook|inviato da|inviato dal|inviato con|scarica outlook|ottieni outlook|verzonden vanaf|\
    verzonden met|verstuurd vanaf|verstuurd met|verzonden vanuit|outlook voor |wysłane z|wysłano z|\
    wysłane przy|pobierz outlook|pobierz program outlook|wysłany z";

/// How warnings of gateways begin.
pub(super) const BANNERS: &str = "caution: this email|caution: this e-mail|caution: external|external email|external e-mail|\
    external sender|warning: this email|this email originated from outside|\
    this message originated from outside|[external]|external]|achtung: diese e-mail|achtung: externe|\
    achtung! diese e-mail|externe e-mail|diese e-mail stammt von außerhalb|diese e-mail kommt von außerhalb|\
    diese e-mail wurde von außerhalb|you don't often get email|you don’t often get email|\
    some people who received this message don't often|sie erhalten nicht oft|sie erhalten nicht häufig|\
    vous n’obtenez pas souvent|vous n'obtenez pas souvent|attention: ce message|attention : ce message|\
    no suele recibir correo|in genere non si ricevono messaggi";

/// How notes begin that nobody wrote.
pub(super) const NOTES: &str = "please consider the environment|think before you print|before printing|virus-free|virenfrei|\
    diese e-mail wurde von avast|diese e-mail wurde auf viren|this email has been checked for viruses|\
    this email has been scanned|avast logo|bitte denken sie an die umwelt|denken sie an die umwelt|\
    bitte prüfen sie, ob diese|bitte prüfen sie, ob sie diese|der umwelt zuliebe|sans virus|libre de virus|\
    senza virus|privo di virus|virusvrij|wolny od wirusów|disclaimer|haftungsausschluss|\
    confidentiality notice|important notice|rechtlicher hinweis|vertraulichkeitshinweis|pensez à l|\
    avant d'imprimer|antes de imprimir|prima di stampare|denk aan het milieu";

/// What a text on confidentiality has in it: one of the former and one of the latter.
pub(super) const CONFIDENTIAL: &[(&[&str], &[&str])] = &[
    (
        &[
            "this e-mail",
            "this email",
            "this message",
            "this communication",
            "the information contained",
            "the contents of this",
            "the information in this",
            "this electronic message",
            "this transmission",
        ],
        &["confidential", "privileged", "intended recipient", "intended only", "intended solely"],
    ),
    (
        &[
            "diese e-mail",
            "diese mail",
            "diese nachricht",
            "der inhalt dieser",
            "die information in dieser",
            "die informationen in dieser",
            "dieses e-mail",
        ],
        &["vertraulich", "rechtlich geschützt", "nicht der richtige adressat", "nicht der beabsichtigte"],
    ),
    (
        &["ce message", "ce courriel", "ce mail", "cet e-mail", "cet email", "ce courrier électronique"],
        &["confidenti", "destinataire"],
    ),
    (&["este mensaje", "este correo", "este e-mail", "este email"], &["confidencial", "destinatario"]),
    (
        &[
            "questo messaggio",
            "questa e-mail",
            "questa email",
            "il presente messaggio",
            "le informazioni contenute",
            "la presente e-mail",
        ],
        &["riservat", "confidenzial"],
    ),
    (
        &["dit bericht", "deze e-mail", "de informatie in", "dit e-mailbericht", "deze mail"],
        &["vertrouwelijk", "geadresseerde"],
    ),
    (
        &[
            "ta wiadomość",
            "niniejsza wiadomość",
            "treść tej wiadomości",
            "treść niniejszej",
            "ten e-mail",
            "niniejszy e-mail",
        ],
        &["poufn", "adresat"],
    ),
];

/// How letters close.
pub(super) const CLOSINGS: &str = "best regards|kind regards|regards|warm regards|best wishes|sincerely|yours sincerely|yours faithfully|\
    sincerely yours|best|thanks|thank you|many thanks|cheers|with kind regards|mit freundlichen grüßen|\
    mit freundlichen grüssen|mit freundlichen gruessen|mit freundlichem gruß|mit freundlichem gruss|\
    freundliche grüße|freundliche grüsse|viele grüße|viele gruesse|beste grüße|liebe grüße|herzliche grüße|\
    schöne grüße|mit besten grüßen|mit besten grüssen|mfg|vg|lg|gruß|grüße|beste gruesse|hochachtungsvoll|\
    mit herzlichen grüßen|cordialement|bien cordialement|sincères salutations|salutations distinguées|\
    meilleures salutations|bien à vous|saludos|saludos cordiales|un saludo|un cordial saludo|atentamente|\
    cordiali saluti|distinti saluti|saluti|un saluto|un cordiale saluto|met vriendelijke groet|\
    met vriendelijke groeten|vriendelijke groeten|vriendelijke groet|hartelijke groet|groeten|groet|mvg|\
    hoogachtend|z poważaniem|pozdrawiam|serdecznie pozdrawiam|z wyrazami szacunku|z pozdrowieniami|\
    pozdrawiam serdecznie";

/// What lines of a signature have in them.
pub(super) const CONTACTS: &str = "gmbh| ag| kg| ltd| inc.| s.a.| s.r.l| s.p.a| b.v.| sp. z o.o| sas|tel.|tel:|telefon|phone|mobil|fax|\
    e-mail:|mail:|web:|hrb|amtsgericht|geschäftsführ|ust-id|ust.-id|vat|registergericht|\
    sitz der gesellschaft|tél|straße|strasse|str.|kvk|nip:|regon|p.iva|cif:|siret";
