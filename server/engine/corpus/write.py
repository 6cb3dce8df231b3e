#!/usr/bin/env python3
"""Writes the families of the corpus: mails as programs write them, each with what a person would expect to read.

What is expected is known here because it was put in; it never comes from the program that is tested."""

import base64, json, os, quopri, shutil, struct, sys
from hashlib import sha256

HERE = os.path.dirname(os.path.abspath(__file__))
DATE = "Mon, 23 Nov 2026 20:06:41 +0100"
NL = b"\r\n"


def b(text, charset="utf-8"):
    return text if isinstance(text, bytes) else text.encode(charset)


def save(group, name, raw, expected):
    folder = os.path.join(HERE, group)
    os.makedirs(folder, exist_ok=True)
    raw = b(raw).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n") if not isinstance(raw, Exact) else raw.raw
    with open(os.path.join(folder, name + ".eml"), "wb") as file:
        file.write(raw)
    with open(os.path.join(folder, name + ".json"), "w") as file:
        json.dump(expected, file, ensure_ascii=False, indent=1)
        file.write("\n")


class Exact:
    """Bytes whose line ends stay as they are."""

    def __init__(self, raw):
        self.raw = raw


def head(subject="Bewerbung", sender="Anna Schmidt <anna@mail.example>", more="", mid="1@mail.example"):
    return b(f"From: {sender}\nTo: jobs@acme.example\nSubject: {subject}\nDate: {DATE}\nMessage-ID: <{mid}>\nMIME-Version: 1.0\n{more}")


def encoded(body, how):
    if how == "base64":
        return base64.encodebytes(body)
    if how == "quoted-printable":
        return quopri.encodestring(body.replace(b"\r\n", b"\n"))
    return body


def text_part(text, charset="utf-8", how="8bit", kind="plain", codec=None, more=""):
    body = text.encode(codec or charset) if isinstance(text, str) else text
    label = f"; charset={charset}" if charset else ""
    return b(f"Content-Type: text/{kind}{label}{more}\nContent-Transfer-Encoding: {how}\n\n") + encoded(body, how)


def file_part(content, media_type="application/pdf", disposition='attachment; filename="cv.pdf"', more="", how="base64"):
    lines = f"Content-Type: {media_type}\nContent-Transfer-Encoding: {how}\n"
    if disposition:
        lines += f"Content-Disposition: {disposition}\n"
    return b(lines + more + "\n") + encoded(content, how)


def multi(kind, *parts, boundary="=_b", more=""):
    out = b(f'Content-Type: multipart/{kind}; boundary="{boundary}"{more}\n\n')
    for part in parts:
        out += b(f"--{boundary}\n") + b(part) + b"\n"
    return out + b(f"--{boundary}--\n")


PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")


def file(name, content, media_type="application/pdf", inline=False):
    return {"name": name, "media_type": media_type, "size": len(content), "sha256": sha256(content).hexdigest(), "inline": inline}


# ---------------------------------------------------------------- charsets
TEXTS = {
    "german": "Sehr geehrte Damen und Herren,\nich würde mich über ein Gespräch sehr freuen. Schöne Grüße aus Köln, Straße 5.",
    "french": "Madame, Monsieur,\nje vous adresse ma candidature, très intéressée par ce poste à pourvoir. À bientôt, Zoé",
    "polish": "Szanowni Państwo,\nprzesyłam swoje zgłoszenie na stanowisko księgowej. Będę wdzięczna za odpowiedź.",
    "czech": "Vážení, příliš žluťoučký kůň úpěl ďábelské ódy. Děkuji za odpověď.",
    "russian": "Здравствуйте!\nОтправляю вам своё резюме на должность инженера. С уважением, Анна",
    "greek": "Αγαπητοί κύριοι,\nσας στέλνω το βιογραφικό μου. Με εκτίμηση, Άννα",
    "turkish": "Sayın yetkili,\nözgeçmişimi ekte bulabilirsiniz. Saygılarımla, Ayşe Çağlar, İzmir",
    "hebrew": "שלום רב,\nמצורפים קורות החיים שלי. בברכה, חנה",
    "arabic": "السلام عليكم\nأرسل لكم سيرتي الذاتية. مع التحية",
    "japanese": "採用ご担当者様\n履歴書をお送りします。よろしくお願いいたします。",
    "chinese": "尊敬的招聘经理：\n您好，附件是我的简历，期待您的回复。",
    "chinese_traditional": "尊敬的招聘經理：\n您好，附件是我的簡歷，期待您的回覆。",
    "korean": "안녕하세요.\n이력서를 첨부합니다. 감사합니다.",
    "thai": "เรียนท่านผู้จัดการ\nฉันขอส่งประวัติย่อมาพร้อมนี้",
    "ukrainian": "Доброго дня!\nНадсилаю своє резюме. Її звати Ґанна.",
}
CHARSETS = [
    ("german", "utf-8", None), ("german", "iso-8859-1", None), ("german", "iso-8859-15", None), ("german", "windows-1252", None),
    ("german", "macintosh", "mac_roman"), ("german", "utf-7", None), ("german", "cp850", None), ("french", "iso-8859-15", None),
    ("french", "utf-8", None), ("polish", "iso-8859-2", None), ("polish", "windows-1250", None), ("polish", "utf-8", None),
    ("czech", "iso-8859-2", None), ("czech", "windows-1250", None), ("russian", "koi8-r", None), ("russian", "windows-1251", None),
    ("russian", "iso-8859-5", None), ("russian", "utf-8", None), ("ukrainian", "koi8-u", None), ("ukrainian", "windows-1251", None),
    ("greek", "iso-8859-7", None), ("greek", "windows-1253", None), ("turkish", "iso-8859-9", None), ("turkish", "windows-1254", None),
    ("hebrew", "windows-1255", None), ("hebrew", "iso-8859-8-i", "iso-8859-8"), ("arabic", "windows-1256", None),
    ("japanese", "iso-2022-jp", None), ("japanese", "shift_jis", None), ("japanese", "euc-jp", None), ("chinese", "gb2312", None),
    ("chinese", "gb18030", None), ("chinese", "gbk", None), ("chinese_traditional", "big5", None), ("korean", "euc-kr", None),
    ("korean", "ks_c_5601-1987", "euc-kr"), ("thai", "tis-620", "tis-620"), ("thai", "windows-874", "cp874"), ("japanese", "utf-16", "utf-16"),
]


def charsets():
    hows = ["quoted-printable", "base64", "8bit"]
    for n, (language, charset, codec) in enumerate(CHARSETS):
        text = TEXTS[language]
        how = hows[n % 3]
        if charset == "utf-16" or charset.startswith("iso-2022"):
            how = "base64"
        if charset == "utf-7":
            how = "8bit"
        words = text.split("\n")[0][:24]
        body = words.encode(codec or charset)
        half = len(body) // 2
        if charset in ("utf-8", "utf-16", "iso-2022-jp", "utf-7"):
            subject = "=?%s?B?%s?=" % (charset, base64.b64encode(body).decode())
        else:
            # Cut wherever it falls: in the middle of a character too.
            subject = "=?%s?B?%s?=\n =?%s?B?%s?=" % (charset, base64.b64encode(body[:half]).decode(), charset, base64.b64encode(body[half:]).decode())
        raw = head(subject) + text_part(text, charset, how, codec=codec)
        save("charsets", f"{language}_{charset.replace('-', '_')}", raw, {"subject": words, "text": text, "problems": []})
    # The same in HTML, where the page says it itself.
    for language, charset in [("german", "iso-8859-1"), ("polish", "iso-8859-2"), ("russian", "windows-1251"), ("japanese", "shift_jis")]:
        text = TEXTS[language]
        page = f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}"></head><body><p>' + text.replace("\n", "<br>") + "</p></body></html>"
        save("charsets", f"page_says_{language}", head() + b"Content-Type: text/html\nContent-Transfer-Encoding: base64\n\n" + encoded(page.encode(charset), "base64"), {"text": text, "problems": []})
    german = TEXTS["german"]
    wrong = [
        ("utf8_called_latin1", german.encode(), "iso-8859-1", german, []),
        ("utf8_called_ascii", german.encode(), "us-ascii", german, []),
        ("utf8_called_windows_1252", german.encode(), "windows-1252", german, []),
        ("latin1_called_utf8", german.encode("latin-1"), "utf-8", german, []),
        ("latin1_called_ascii", german.encode("latin-1"), "us-ascii", german, []),
        ("latin1_without_name", german.encode("latin-1"), None, german, []),
        ("utf8_without_name", german.encode(), None, german, []),
        ("russian_without_name", TEXTS["russian"].encode("windows-1251"), None, TEXTS["russian"], []),
        ("polish_without_name", TEXTS["polish"].encode("windows-1250"), None, TEXTS["polish"], []),
        ("japanese_without_name", TEXTS["japanese"].encode("iso-2022-jp"), None, TEXTS["japanese"], []),
        ("unknown_name", german.encode("latin-1"), "x-made-up", german, ["unknown_charset"]),
        ("unknown_8bit", german.encode(), "unknown-8bit", german, []),
        ("utf8mb4", german.encode(), "utf8mb4", german, []),
        ("latin1_with_euro", german.encode("latin-1") + b" 50.000 \x80", "iso-8859-1", german + " 50.000 €", []),
        ("byte_order_mark", b"\xef\xbb\xbf" + german.encode(), "utf-8", german, []),
        ("quoted_name", german.encode("latin-1"), '"ISO-8859-1"', german, []),
    ]
    for name, body, charset, text, problems in wrong:
        save("charsets", name, head() + text_part(body, charset, "8bit"), {"text": text, "problems": problems})


# ---------------------------------------------------------------- headers
def headers():
    def check(name, lines, expected, body="Guten Tag\n"):
        save("headers", name, b(lines) + b"\n" + b(body), expected)

    base = f"From: Anna <anna@mail.example>\nTo: jobs@acme.example\nDate: {DATE}\nMessage-ID: <1@mail.example>\n"
    subjects = [
        ("folded", "Bewerbung als\n Ingenieurin\n\tin Köln", "Bewerbung als Ingenieurin in Köln"),
        ("character_cut_in_two", "=?utf-8?B?R3LD?=\n =?utf-8?B?vMOfZQ==?=", "Grüße"),
        ("character_cut_in_two_q", "=?UTF-8?Q?Gr=C3?= =?utf-8?q?=BC=C3=9Fe_?=\n =?utf-8?Q?an_alle?=", "Grüße an alle"),
        ("folded_inside_a_word", "=?utf-8?Q?Bewerbung_f=C3=BCr_K=C3=B6ln_als_Stra=C3=9Fen?=\n =?utf-8?Q?bauer?=", "Bewerbung für Köln als Straßenbauer"),
        ("base64_broken_over_lines", "=?utf-8?B?R3LDvMOf\n ZQ==?=", "Grüße"),
        ("spaces_in_q", "=?utf-8?Q?Bewerbung f=C3=BCr alle?=", "Bewerbung für alle"),
        ("mixed_charsets", "=?utf-8?Q?Gr=C3=BC=C3=9Fe?= =?iso-8859-1?Q?_f=FCr?= alle", "Grüße für alle"),
        ("no_space_around", "Re:=?utf-8?Q?_Gr=C3=BC=C3=9Fe?=!", "Re: Grüße!"),
        ("language_tag", "=?iso-8859-1*de?Q?Gr=FC=DFe?=", "Grüße"),
        ("in_quotes", '"=?utf-8?Q?Gr=C3=BC=C3=9Fe?="', '"Grüße"'),
        ("raw_utf8", "Bewerbung für Köln", "Bewerbung für Köln"),
        ("never_ends", "=?utf-8?Q?Gr=C3=BC", "=?utf-8?Q?Gr=C3=BC"),
        ("unknown_charset", "=?x-made-up?Q?Gr=FC=DFe?=", "Grüße"),
        ("empty", "", ""),
        ("only_spaces", "   ", ""),
        ("emoji", "=?utf-8?B?8J+Zgg==?= Bewerbung", "🙂 Bewerbung"),
        ("tabs", "Bewerbung\tals\tKoch", "Bewerbung als Koch"),
        ("japanese_in_pieces", "=?ISO-2022-JP?B?GyRCTXpOcj1xGyhC?=\n =?ISO-2022-JP?B?GyRCJE43bxsoQg==?=", "履歴書の件"),
    ]
    for name, subject, read in subjects:
        check("subject_" + name, base + f"Subject: {subject}\n", {"subject": read})
    check("subject_raw_latin1", b(base) + "Subject: Bewerbung für Köln\n".encode("latin-1"), {"subject": "Bewerbung für Köln"})
    check("subject_missing", base, {"subject": "", "text": "Guten Tag"})
    people = [
        ("quoted_comma", '"Schmidt, Anna" <anna@mail.example>', [("Schmidt, Anna", "anna@mail.example")]),
        ("bare_comma", "Schmidt, Anna <anna@mail.example>", [("Schmidt, Anna", "anna@mail.example")]),
        ("encoded_comma", "=?utf-8?Q?M=C3=BCller=2C_J=C3=BCrgen?= <j@mail.example>", [("Müller, Jürgen", "j@mail.example")]),
        ("encoded_in_quotes", '"=?utf-8?Q?J=C3=BCrgen_M=C3=BCller?=" <j@mail.example>', [("Jürgen Müller", "j@mail.example")]),
        ("name_cut_in_two", "=?utf-8?B?SsO8cmdlbiBNw?=\n =?utf-8?B?7xsZXI=?= <j@mail.example>", None),
        ("comment_as_name", "anna@mail.example (Anna Schmidt)", [("Anna Schmidt", "anna@mail.example")]),
        ("no_brackets", "anna@mail.example", [("", "anna@mail.example")]),
        ("two_authors", "Anna <anna@mail.example>, Ben <ben@mail.example>", [("Anna", "anna@mail.example"), ("Ben", "ben@mail.example")]),
        ("smtputf8", "Jörg Müller <jörg@müller.example>", [("Jörg Müller", "jörg@müller.example")]),
        ("idn", "Jörg <info@xn--mller-kva.example>", [("Jörg", "info@xn--mller-kva.example")]),
        ("greek_address", "Άννα <άννα@παράδειγμα.example>", [("Άννα", "άννα@παράδειγμα.example")]),
        ("address_as_name", '"anna@mail.example" <anna@mail.example>', [("anna@mail.example", "anna@mail.example")]),
        ("single_quotes", "'Anna Schmidt' <anna@mail.example>", [("Anna Schmidt", "anna@mail.example")]),
        ("route", "Anna <@a.example,@b.example:anna@mail.example>", [("Anna", "anna@mail.example")]),
        ("folded", "Anna\n Schmidt\n <anna@mail.example>", [("Anna Schmidt", "anna@mail.example")]),
        ("never_closed", "Anna <anna@mail.example", [("Anna", "anna@mail.example")]),
        ("nested_comment", "Anna (von (nebenan)) <anna@mail.example>", [("Anna", "anna@mail.example")]),
        ("all_in_one_word", "=?utf-8?Q?Anna_=3Canna=40mail.example=3E?=", [("Anna", "anna@mail.example")]),
        ("plus_and_case", "Anna <Anna.Schmidt+Jobs@Mail.Example>", [("Anna", "Anna.Schmidt+Jobs@Mail.Example")]),
        ("dots_in_name", "Dr. Anna M. Schmidt <anna@mail.example>", [("Dr. Anna M. Schmidt", "anna@mail.example")]),
        ("escaped_quote", '"Anna \\"Anni\\" Schmidt" <anna@mail.example>', [('Anna "Anni" Schmidt', "anna@mail.example")]),
    ]
    for name, sender, read in people:
        if read is None:
            sender, read = "=?utf-8?B?SsO8cmdlbiBNw7w=?=\n =?utf-8?B?bGxlcg==?= <j@mail.example>", [("Jürgen Müller", "j@mail.example")]
        expected = {"from": [{"name": n, "address": a} for n, a in read]}
        if len(read) > 1:
            expected["problems"] = ["several_senders"]
        check("from_" + name, f"From: {sender}\nTo: jobs@acme.example\nSubject: x\nDate: {DATE}\n", expected)
    check("from_raw_latin1", f"From: Jürgen Müller <j@mail.example>\nTo: jobs@acme.example\nSubject: x\nDate: {DATE}\n".encode("latin-1"), {"from": [{"name": "Jürgen Müller", "address": "j@mail.example"}]})
    check("from_missing", f"To: jobs@acme.example\nSubject: x\nDate: {DATE}\n", {"from": [], "problems": ["no_sender"]})
    check("from_empty", f"From: \nTo: jobs@acme.example\nSubject: x\nDate: {DATE}\n", {"from": [], "problems": ["no_sender"]})
    check("to_group", f"From: a@mail.example\nTo: Personal: Eva <eva@acme.example>, ben@acme.example;, jobs@acme.example\nCc: undisclosed-recipients:;\nSubject: x\n",
          {"to": [{"name": "Eva", "address": "eva@acme.example"}, {"name": "", "address": "ben@acme.example"}, {"name": "", "address": "jobs@acme.example"}], "cc": []})
    check("to_semicolons", "From: a@mail.example\nTo: Eva <eva@acme.example>; ben@acme.example\nSubject: x\n", {"to": [{"name": "Eva", "address": "eva@acme.example"}, {"name": "", "address": "ben@acme.example"}]})
    check("reply_to", "From: a@mail.example\nReply-To: =?utf-8?Q?J=C3=BCrgen?= <j@mail.example>\nSubject: x\n", {"reply_to": [{"name": "Jürgen", "address": "j@mail.example"}]})
    dates = [
        ("named_zone", "Mon, 23 Nov 2026 14:06:41 EST", "2026-11-23T19:06:41Z"),
        ("no_weekday", "23 Nov 2026 19:06:41 GMT", "2026-11-23T19:06:41Z"),
        ("no_seconds", "Mon, 23 Nov 2026 20:06 +0100", "2026-11-23T19:06:00Z"),
        ("two_digit_year", "Mon, 23 Nov 26 19:06:41 +0000", "2026-11-23T19:06:41Z"),
        ("comment", "Mon, 23 Nov 2026 20:06:41 +0100 (CET)", "2026-11-23T19:06:41Z"),
        ("half_hour_zone", "Tue, 24 Nov 2026 00:36:41 +0530", "2026-11-23T19:06:41Z"),
        ("no_such_day", "Mon, 31 Feb 2026 20:06:41 +0100", None),
        ("no_such_hour", "Mon, 23 Nov 2026 99:06:41 +0100", None),
        ("words", "yesterday at noon", None),
        ("year_9999", "Fri, 31 Dec 9999 23:59:59 +0000", None),
        ("year_1900", "Mon, 01 Jan 1900 00:00:00 +0000", None),
        ("empty", "", None),
        ("unix", "Mon Nov 23 19:06:41 2026", "2026-11-23T19:06:41Z"),
        ("iso", "2026-11-23 19:06:41 +0000", "2026-11-23T19:06:41Z"),
    ]
    for name, date, read in dates:
        expected = {"date": read}
        if read is None:
            expected["problems"] = ["bad_date"]
        check("date_" + name, f"From: a@mail.example\nSubject: x\nDate: {date}\n", expected)
    ids = [
        ("ordinary", "<a@b.example>", "a@b.example"), ("no_brackets", "a@b.example", "a@b.example"), ("folded", "\n <a@b.example>", "a@b.example"),
        ("encoded_by_exchange", "=?utf-8?Q?=3Ca=40b.example=3E?=", "a@b.example"), ("with_spaces", "< a@b.example >", "a@b.example"),
    ]
    for name, value, read in ids:
        check("id_" + name, f"From: a@mail.example\nSubject: x\nMessage-ID: {value}\n", {"message_id": read})
    check("references", "From: a@mail.example\nSubject: x\nIn-Reply-To: <p@b.example> (von gestern)\nReferences: <a@b.example>\n\t<p@b.example>\n",
          {"in_reply_to": ["p@b.example"], "references": ["a@b.example", "p@b.example"]})


# ---------------------------------------------------------------- file names
def names():
    cases = [
        ("plain", 'attachment; filename="cv.pdf"', "cv.pdf"),
        ("unquoted_spaces", "attachment; filename=Mein Lebenslauf.pdf", "Mein Lebenslauf.pdf"),
        ("rfc2231", "attachment; filename*=UTF-8''Lebenslauf%20M%C3%BCller.pdf", "Lebenslauf Müller.pdf"),
        ("rfc2231_latin1", "attachment; filename*=iso-8859-1'de'Lebenslauf%20M%FCller.pdf", "Lebenslauf Müller.pdf"),
        ("rfc2231_pieces", "attachment;\n filename*0*=utf-8''Lebenslauf%20M%C3;\n filename*1*=%BCller%20;\n filename*2=\"2026.pdf\"", "Lebenslauf Müller 2026.pdf"),
        ("rfc2231_wrong_order", 'attachment; filename*1="lauf.pdf"; filename*0="Lebens"', "Lebenslauf.pdf"),
        ("rfc2231_beside_fallback", "attachment; filename=\"Lebenslauf Mueller.pdf\"; filename*=utf-8''Lebenslauf%20M%C3%BCller.pdf", "Lebenslauf Müller.pdf"),
        ("outlook_encoded_word", 'attachment; filename="=?utf-8?B?TGViZW5zbGF1ZiBNw7xsbGVyLnBkZg==?="', "Lebenslauf Müller.pdf"),
        ("outlook_encoded_words_folded", 'attachment;\n filename="=?iso-8859-1?Q?Lebenslauf_J=FCrgen_M=FCller_und_Zeug?=\n =?iso-8859-1?Q?nisse.pdf?="', "Lebenslauf Jürgen Müller und Zeugnisse.pdf"),
        ("encoded_word_unquoted", "attachment; filename==?utf-8?Q?M=C3=BCller.pdf?=", "Müller.pdf"),
        ("encoded_character_cut", 'attachment; filename="=?utf-8?B?TcO?= =?utf-8?B?8bGxlci5wZGY=?="', None),
        ("percent_signs", 'attachment; filename="Lebenslauf%20M%C3%BCller.pdf"', "Lebenslauf Müller.pdf"),
        ("percent_meant", 'attachment; filename="100% sicher.pdf"', "100_ sicher.pdf"),
        ("raw_utf8", 'attachment; filename="Lebenslauf Müller.pdf"', "Lebenslauf Müller.pdf"),
        ("windows_path", 'attachment; filename="C:\\Users\\Anna\\cv.pdf"', "cv.pdf"),
        ("unix_path", 'attachment; filename="../../etc/cv.pdf"', "cv.pdf"),
        ("semicolon", 'attachment; filename="a; b.pdf"', "a; b.pdf"),
        ("device", 'attachment; filename="CON.pdf"', "_CON.pdf"),
        ("right_to_left", 'attachment; filename="cv\u202efdp.exe"', "cvfdp.exe"),
        ("no_ending", 'attachment; filename="Lebenslauf"', "Lebenslauf.pdf"),
        ("no_name", "attachment", "attachment-1.pdf"),
        ("greek", "attachment; filename*=utf-8''%CE%92%CE%B9%CE%BF%CE%B3%CF%81%CE%B1%CF%86%CE%B9%CE%BA%CF%8C.pdf", "Βιογραφικό.pdf"),
        ("umlaut_in_two_code_points", "attachment; filename*=utf-8''Mu%CC%88ller.pdf", "Mu\u0308ller.pdf"),
        ("quote_inside", 'attachment; filename="Anna \\"Anni\\".pdf"', "Anna _Anni_.pdf"),
    ]
    for name, disposition, read in cases:
        if read is None:
            disposition, read = 'attachment; filename="=?utf-8?B?TcM=?= =?utf-8?B?vGxsZXIucGRm?="', "Müller.pdf"
        raw = head() + multi("mixed", text_part("Anbei.\n"), file_part(PDF, disposition=disposition))
        save("names", name, raw, {"text": "Anbei.", "attachments": [file(read, PDF)]})
    raw = head().replace(b"x", b"x") + multi("mixed", text_part("Anbei.\n"), file_part(PDF, disposition="").replace(b"application/pdf", b'application/pdf; name="=?utf-8?Q?M=C3=BCller?=.pdf"'))
    save("names", "only_in_content_type", raw, {"attachments": [file("Müller.pdf", PDF)]})
    raw = head() + multi("mixed", text_part("Anbei.\n"), b(file_part(PDF, disposition="")) .replace(b"application/pdf", "application/pdf; name=\"Müller.pdf\"".encode("latin-1")))
    save("names", "raw_latin1", raw, {"attachments": [file("Müller.pdf", PDF)]})
    raw = head() + multi("mixed", text_part("Anbei.\n"), *[file_part(PDF + b(str(n))) for n in range(3)])
    save("names", "three_of_one_name", raw, {"attachments": [file("cv.pdf", PDF + b"0"), file("cv (2).pdf", PDF + b"1"), file("cv (3).pdf", PDF + b"2")]})
    types = [
        ("octet_stream_pdf", "application/octet-stream", "cv.pdf", PDF, "application/pdf"),
        ("octet_stream_png", "application/octet-stream", "photo.png", PNG, "image/png"),
        ("octet_stream_docx", "application/octet-stream", "cv.docx", b"PK\x03\x04\x14\0\0\0\0\0word/document.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("octet_stream_doc", "application/octet-stream", "cv.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 40, "application/msword"),
        ("forced_download", "application/force-download", "cv.pdf", PDF, "application/pdf"),
        ("upper_case", "APPLICATION/PDF", "cv.pdf", PDF, "application/pdf"),
        ("nonsense", "pdf", "cv.pdf", PDF, "application/pdf"),
        ("unknown", "application/octet-stream", "daten.xyz", b"abc", "application/octet-stream"),
    ]
    for name, media_type, title, content, read in types:
        raw = head() + multi("mixed", text_part("Anbei.\n"), file_part(content, media_type, f'attachment; filename="{title}"'))
        save("names", "type_" + name, raw, {"attachments": [file(title, content, read)]})


# ---------------------------------------------------------------- structures
def tnef(text, name, content):
    out = struct.pack("<IH", 0x223E9F78, 1)

    def attribute(level, ident, data):
        return struct.pack("<BII", level, ident, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)

    def properties(items):
        data = struct.pack("<I", len(items))
        for kind, ident, value in items:
            data += struct.pack("<HHII", kind, ident, 1, len(value)) + value + b"\0" * (-len(value) % 4)
        return data

    wide = lambda text: text.encode("utf-16-le") + b"\0\0"
    out += attribute(1, 0x00069007, struct.pack("<I", 1252))
    if text:
        out += attribute(1, 0x00069003, properties([(0x1F, 0x1000, wide(text))]))
    out += attribute(2, 0x00069002, b"\0" * 14)
    out += attribute(2, 0x0006800F, content)
    out += attribute(2, 0x00069005, properties([(0x1F, 0x3707, wide(name)), (0x1F, 0x370E, wide("application/pdf"))]))
    return out


def der(tag, *contents):
    content = b"".join(contents)
    n = len(content)
    size = bytes([n]) if n < 128 else (b"\x82" + struct.pack(">H", n))
    return bytes([tag]) + size + content


def signed_data(content):
    oid = lambda text: der(6, bytes.fromhex(text))
    inner = der(0x30, oid("2a864886f70d010701"), der(0xA0, der(4, content)))
    signed = der(0x30, der(2, b"\1"), der(0x31), inner, der(0x31))
    return der(0x30, oid("2a864886f70d010702"), der(0xA0, signed))


def uu(name, content):
    import binascii
    lines = [binascii.b2a_uu(content[i:i + 45]) for i in range(0, len(content), 45)]
    return b(f"begin 644 {name}\n") + b"".join(lines) + b"`\nend\n"


def structures():
    text, page = "Guten Tag,\n\nanbei meine Bewerbung.", "<p>Guten Tag,</p><p>anbei meine <b>Bewerbung</b>.</p>"
    both = {"text": text, "html_has": ["<b>Bewerbung</b>"]}
    S = lambda name, raw, expected: save("structures", name, raw, expected)
    S("alternative", head() + multi("alternative", text_part(text), text_part(page, kind="html")), {**both, "attachments": [], "problems": []})
    S("only_html", head() + text_part(page, kind="html"), both)
    S("alternative_empty_text", head() + multi("alternative", text_part("\n"), text_part(page, kind="html")), both)
    S("alternative_without_text", head() + multi("alternative", text_part(page, kind="html")), both)
    related = multi("related", text_part('<p>Hallo</p><img src="cid:logo@x">', kind="html"), file_part(PNG, "image/png", 'inline; filename="logo.png"', "Content-ID: <logo@x>\n"), boundary="=_r")
    S("related", head() + related, {"text": "Hallo", "attachments": [file("logo.png", PNG, "image/png", True)], "html_has": ["data:image/png;base64,"]})
    S("related_in_alternative", head() + multi("alternative", text_part("Hallo"), related), {"text": "Hallo", "attachments": [file("logo.png", PNG, "image/png", True)]})
    S("mixed_alternative_related", head() + multi("mixed", multi("alternative", text_part("Hallo"), related, boundary="=_a"), file_part(PDF)), {"text": "Hallo", "attachments": [file("logo.png", PNG, "image/png", True), file("cv.pdf", PDF)]})
    S("cid_without_related", head() + multi("mixed", text_part('<p>Hallo</p><img src="cid:a">', kind="html"), file_part(PNG, "image/png", "", "Content-ID: <a>\n")), {"attachments": [file("attachment-1.png", PNG, "image/png", True)]})
    S("content_location", head() + multi("related", text_part('<p>Hallo</p><img src="logo.png">', kind="html"), file_part(PNG, "image/png", "", "Content-Location: logo.png\n")), {"attachments": [file("attachment-1.png", PNG, "image/png", True)], "html_has": ["data:image/png"]})
    S("apple_mixed", head() + multi("mixed", text_part("Erster Teil"), file_part(PNG, "image/png", 'inline; filename="bild.png"'), text_part("Zweiter Teil")), {"text": "Erster Teil\n\nZweiter Teil", "attachments": [file("bild.png", PNG, "image/png", True)]})
    S("apple_html_around_pdf", head() + multi("alternative", text_part("Oben\n\nUnten"), multi("mixed", text_part("<p>Oben</p>", kind="html"), file_part(PDF, disposition='inline; filename="cv.pdf"'), text_part("<p>Unten</p>", kind="html"), boundary="=_m")), {"text": "Oben\n\nUnten", "html_has": ["Oben", "Unten"], "attachments": [file("cv.pdf", PDF)]})
    S("apple_html_picture", head() + multi("mixed", text_part("<p>Oben</p>", kind="html"), file_part(PNG, "image/png", 'inline; filename="bild.png"'), text_part("<p>Unten</p>", kind="html")), {"text": "Oben\n\nUnten", "html_has": ["Oben", "data:image/png", "Unten"], "attachments": [file("bild.png", PNG, "image/png", True)]})
    S("apple_double", head() + multi("mixed", text_part("Anbei"), multi("appledouble", file_part(b"\0\5\x16\7", "application/applefile", 'attachment; filename="cv.pdf"'), file_part(PDF), boundary="=_d")), {"text": "Anbei", "attachments": [file("cv.pdf", PDF)]})
    inner = head("Die eigentliche Bewerbung", "Carla <carla@mail.example>", mid="2@mail.example") + multi("mixed", text_part("Ich bewerbe mich."), file_part(PDF), boundary="=_i")
    S("forwarded_as_attachment", head("FW: Bewerbung") + multi("mixed", text_part("Zur Kenntnis"), b"Content-Type: message/rfc822\nContent-Disposition: attachment\n\n" + inner), {"text": "Zur Kenntnis", "attachments_have": [{"name": "Die eigentliche Bewerbung.eml", "media_type": "message/rfc822"}]})
    S("forwarded_alone", head("WG: Bewerbung") + b"Content-Type: message/rfc822\n\n" + inner, {"attachments_have": [{"media_type": "message/rfc822"}]})
    S("forwarded_twice", head("FW: FW") + multi("mixed", text_part("Bitte"), b"Content-Type: message/rfc822\n\n" + head("außen") + multi("mixed", text_part("x"), b"Content-Type: message/rfc822\n\n" + inner, boundary="=_2")), {"text": "Bitte", "attachments_have": [{"media_type": "message/rfc822"}]})
    many = [b"Content-Disposition: attachment; filename=%d.txt\n\n%d\n" % (n, n) for n in range(9_999)]
    S("ten_thousand_parts", head() + multi("mixed", text_part(text), *many, boundary="b"), {"text": text, "attachments_have": [{"name": "0.txt", "media_type": "text/plain"}, {"name": "900.txt"}], "problems": ["too_many_parts"]})
    levels = text_part("Ganz unten")
    for n in range(199, -1, -1):
        levels = multi("mixed", text_part(text) if n == 0 else b"\n", levels, boundary=f"=_{n:03}")
    S("two_hundred_levels", head() + levels, {"text_has": [text], "text_lacks": ["Ganz unten"], "problems": ["too_deep"]})
    S("digest", head() + multi("digest", b"\n" + head("eins") + b"\nEins\n", b"\n" + head("zwei") + b"\nZwei\n"), {"attachments_have": [{"name": "eins.eml", "media_type": "message/rfc822"}, {"name": "zwei.eml", "media_type": "message/rfc822"}]})
    event = "BEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\nSUMMARY:Vorstellungsgespräch\nDTSTART;TZID=Europe/Berlin:20261201T100000\nDTEND;TZID=Europe/Berlin:20261201T110000\nLOCATION:Raum 3\nEND:VEVENT\nEND:VCALENDAR\n"
    S("calendar_alone", head("Einladung") + b"Content-Type: text/calendar; charset=utf-8; method=REQUEST\nContent-Transfer-Encoding: 8bit\n\n" + b(event), {"text": "Vorstellungsgespräch\n2026-12-01 10:00 – 11:00 (Europe/Berlin)\nRaum 3", "attachments_have": [{"media_type": "text/calendar"}]})
    S("calendar_in_alternative", head("Einladung") + multi("alternative", text_part("Kommen Sie?"), text_part("<p>Kommen Sie?</p>", kind="html"), b"Content-Type: text/calendar; charset=utf-8; method=REQUEST\nContent-Transfer-Encoding: base64\n\n" + encoded(b(event), "base64")), {"text": "Kommen Sie?", "attachments_have": [{"media_type": "text/calendar"}]})
    S("winmail", head() + multi("mixed", text_part("Anbei."), file_part(tnef("Anbei.", "Lebenslauf Müller.pdf", PDF), "application/ms-tnef", 'attachment; filename="winmail.dat"')), {"text": "Anbei.", "attachments": [file("Lebenslauf Müller.pdf", PDF)], "problems": []})
    S("winmail_alone", head() + file_part(tnef("Nur im Container, Grüße", "cv.pdf", PDF), "application/ms-tnef", 'attachment; filename="winmail.dat"'), {"text": "Nur im Container, Grüße", "attachments": [file("cv.pdf", PDF)]})
    S("winmail_octet_stream", head() + multi("mixed", text_part("Anbei."), file_part(tnef("", "cv.pdf", PDF), "application/octet-stream", 'attachment; filename="WINMAIL.DAT"')), {"attachments": [file("cv.pdf", PDF)]})
    S("winmail_broken", head() + multi("mixed", text_part("Anbei."), file_part(b"x\x9f>\x22nonsense", "application/ms-tnef", 'attachment; filename="winmail.dat"')), {"text": "Anbei.", "attachments_have": [{"name": "winmail.dat"}], "problems": ["damaged_container"]})
    S("uuencode", head() + text_part(b"Guten Tag,\n" + uu("cv.pdf", PDF) + b"Gruss\n", None, "7bit"), {"text": "Guten Tag,\nGruss", "attachments": [file("cv.pdf", PDF)]})
    S("uuencode_as_transfer", head() + multi("mixed", text_part("Anbei"), b'Content-Type: application/pdf; name="cv.pdf"\nContent-Transfer-Encoding: x-uuencode\nContent-Disposition: attachment\n\n' + uu("cv.pdf", PDF)), {"attachments": [file("cv.pdf", PDF)]})
    S("flowed", head() + text_part("Guten Tag, \nich bewerbe \nmich.\n\nGruß\n", more="; format=flowed"), {"text": "Guten Tag, ich bewerbe mich.\n\nGruß"})
    S("flowed_delsp", head() + text_part("Donau \ndampf \nschiff\n", more="; format=flowed; delsp=yes"), {"text": "Donaudampfschiff"})
    S("flowed_quotes", head() + text_part("Ja, \ngern.\n\n> Kommen \n> Sie?\n>> früher\n", more="; format=flowed"), {"text": "Ja, gern.\n\n> Kommen Sie?\n>> früher", "new_text": "Ja, gern."})
    armour = "-----BEGIN PGP SIGNATURE-----\n\niQEzBAEBCAAdFiEE\n=abcd\n-----END PGP SIGNATURE-----\n"
    S("pgp_mime_signed", head() + multi("signed", text_part("Unterschrieben."), b'Content-Type: application/pgp-signature; name="signature.asc"\n\n' + b(armour), more='; micalg=pgp-sha512; protocol="application/pgp-signature"'), {"text": "Unterschrieben.", "problems": ["signature_not_checked"]})
    S("pgp_clear_signed", head() + text_part("-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\nUnterschrieben.\n- -- \nAnna\n" + armour), {"text": "Unterschrieben.\n--\nAnna", "new_text": "Unterschrieben.", "problems": ["signature_not_checked"]})
    S("pgp_mime_encrypted", head("...") + multi("encrypted", b"Content-Type: application/pgp-encrypted\n\nVersion: 1\n", b'Content-Type: application/octet-stream; name="encrypted.asc"\n\n-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----\n', more='; protocol="application/pgp-encrypted"'), {"problems": ["encrypted"], "attachments_have": [{"name": "encrypted.asc"}]})
    S("pgp_inline_encrypted", head() + text_part("-----BEGIN PGP MESSAGE-----\n\nhQEMA\n=abcd\n-----END PGP MESSAGE-----\n"), {"problems": ["encrypted"]})
    S("smime_detached", head() + multi("signed", multi("mixed", text_part("Unterschrieben."), file_part(PDF), boundary="=_in"), file_part(b"0\x82", "application/pkcs7-signature", 'attachment; filename="smime.p7s"'), more='; protocol="application/pkcs7-signature"; micalg=sha-256'), {"text": "Unterschrieben.", "attachments_have": [file("cv.pdf", PDF)], "problems": ["signature_not_checked"]})
    signed = signed_data((multi("mixed", text_part("Unterschrieben, Grüße."), file_part(PDF), boundary="=_in")).replace(b"\n", b"\r\n"))
    S("smime_opaque", head() + file_part(signed, 'application/pkcs7-mime; smime-type=signed-data; name="smime.p7m"', 'attachment; filename="smime.p7m"'), {"text": "Unterschrieben, Grüße.", "attachments": [file("cv.pdf", PDF)], "problems": ["signature_not_checked"]})
    S("smime_encrypted", head() + file_part(der(0x30, der(6, bytes.fromhex("2a864886f70d010703")), der(0xA0, der(0x30, der(2, b"\0")))), 'application/pkcs7-mime; smime-type=enveloped-data; name="smime.p7m"', 'attachment; filename="smime.p7m"'), {"problems": ["encrypted"], "attachments_have": [{"name": "smime.p7m"}]})
    S("truncated_base64", head() + multi("mixed", text_part("Anbei"), file_part(PDF)).split(b"JVBERi")[0] + b"JVBERi0xLjQKMSAwIG9i", {"text": "Anbei", "attachments_have": [{"name": "cv.pdf", "size": 15}], "problems": ["truncated"]})
    S("boundary_never_comes", head() + b'Content-Type: multipart/mixed; boundary="=_x"\n\nGuten Tag\n', {"text": "Guten Tag"})
    S("boundary_missing", head() + b"Content-Type: multipart/mixed\n\n--abc\nContent-Type: text/plain\n\nGuten Tag\n--abc\nContent-Type: text/plain; name=a.txt\nContent-Disposition: attachment\n\nx\n--abc--\n", {"text": "Guten Tag", "attachments_have": [{"name": "a.txt"}]})
    S("no_last_boundary", head() + multi("mixed", text_part("Anbei"), file_part(PDF)).replace(b"--=_b--\n", b""), {"text": "Anbei", "attachments_have": [{"name": "cv.pdf"}], "problems": ["truncated"]})
    S("preamble_and_epilogue", head() + multi("mixed", text_part("Anbei")).replace(b"\n\n--", b"\n\nThis is a multi-part message.\n--", 1) + b"footer\n", {"text": "Anbei"})
    S("plain_called_base64", head() + b"Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\nGuten Tag, das ist gar kein base64.\n", {"text": "Guten Tag, das ist gar kein base64.", "problems": ["damaged_encoding"]})
    S("base64_with_footer", head() + b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n" + base64.b64encode(b("Guten Tag, ich bewerbe mich hiermit bei Ihnen um die Stelle als Koch.")) + b"\n_______\nlist@mail.example - a list\n", {"text": "Guten Tag, ich bewerbe mich hiermit bei Ihnen um die Stelle als Koch."})
    # A blank somewhere in a line, and words in the middle, must not cut a CV.
    long = PDF + bytes(range(256)) * 4
    lines = base64.encodebytes(long).splitlines(keepends=True)
    said = b("Content-Type: application/pdf\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment; filename=cv.pdf\n\n")
    blank = b"".join(line[:30] + b" " + line[30:] if n in (1, 5) else line for n, line in enumerate(lines))
    S("base64_stray_blank", head() + multi("mixed", text_part("Anbei"), said + blank), {"attachments": [file("cv.pdf", long)], "problems": []})
    words = b"".join(lines[:4]) + b"\nThis mail was scanned by our gateway\n" + b"".join(lines[4:])
    S("base64_words_inside", head() + multi("mixed", text_part("Anbei"), said + words), {"attachments": [file("cv.pdf", long)], "problems": ["damaged_encoding"]})
    named = b("Content-Type: image/png\nContent-ID: <p@x>\nContent-Disposition: inline; filename=p.png\nContent-Transfer-Encoding: base64\n\n")
    often = text_part('<p>Anbei</p>' + '<img src="cid:p@x">' * 400, kind="html")
    S("picture_shown_often", head() + multi("related", often, named + base64.encodebytes(PNG + bytes(20000))), {"text": "Anbei", "html_has": ['<img src="data:image/png;base64,', '<img><img><img>']})
    S("quoted_printable_broken", head() + b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\nGr=C3=BC=C3=9Fe =ZZ 1+1=2 =\nEnde=\n", {"text": "Grüße =ZZ 1+1=2 Ende"})
    S("no_mime", b(f"From: a@mail.example\nTo: jobs@acme.example\nSubject: x\nDate: {DATE}\n\n") + "Schöne Grüße, ohne MIME\n".encode("latin-1"), {"text": "Schöne Grüße, ohne MIME"})
    S("no_body", head(), {"text": "", "attachments": []})
    S("only_a_file", head() + file_part(PDF), {"text": "", "attachments": [file("cv.pdf", PDF)]})
    S("two_texts", head() + multi("mixed", text_part("Eins"), text_part("Zwei")), {"text": "Eins\n\nZwei"})
    S("text_file", head() + multi("mixed", text_part("Anbei"), b'Content-Type: text/plain; charset=utf-8; name="notiz.txt"\nContent-Disposition: attachment; filename="notiz.txt"\n\nNotiz'), {"text": "Anbei", "attachments": [file("notiz.txt", b"Notiz", "text/plain")]})
    S("html_file", head() + multi("mixed", text_part("Anbei"), b'Content-Type: text/html; name="seite.html"\nContent-Disposition: attachment; filename="seite.html"\n\n<p>x'), {"text": "Anbei", "html": None, "attachments": [file("seite.html", b"<p>x", "text/html")]})
    S("vcard", head() + multi("mixed", text_part("Anbei"), b'Content-Type: text/x-vcard; name="anna.vcf"\nContent-Disposition: attachment; filename="anna.vcf"\n\nBEGIN:VCARD'), {"text": "Anbei", "attachments_have": [{"name": "anna.vcf", "media_type": "text/x-vcard"}]})
    S("external_body", head() + multi("mixed", text_part("Anbei"), b"Content-Type: message/external-body; access-type=URL; URL=\"https://x.example/cv.pdf\"\n\nContent-Type: application/pdf\n\n"), {"text": "Anbei", "problems": ["elsewhere_stored"]})
    S("amp", head() + multi("alternative", text_part("Hallo"), b"Content-Type: text/x-amp-html\n\n<html amp4email>", text_part("<p>Hallo</p>", kind="html")), {"text": "Hallo", "attachments": []})
    S("bare_line_feeds", Exact((head() + multi("mixed", text_part("Anbei"), file_part(PDF)))), {"text": "Anbei", "attachments_have": [{"name": "cv.pdf"}]})
    S("bare_carriage_returns", Exact(head().replace(b"\n", b"\r\n") + b"Content-Type: text/plain\r\n\r\neins\rzwei\r\n"), {"text": "eins\nzwei"})
    S("null_bytes", head() + b"Content-Type: text/plain\n\nei\0ns\n", {"text": "eins"})
    S("mbox_line", b"From anna@mail.example Mon Nov 23 19:06:41 2026\n" + head() + b"\nGuten Tag\n", {"text": "Guten Tag", "subject": "Bewerbung"})
    S("page_layout", head() + text_part('<table><tr><td>Name:</td><td>Anna</td></tr><tr><td>Ort:</td><td>Köln</td></tr></table><ul><li>eins</li><li>zwei</li></ul><div style="display:none">Vorschau</div>', kind="html"), {"text": "Name: Anna\nOrt: Köln\n\n* eins\n* zwei"})
    S("page_outlook_lines", head() + text_part('<p class="MsoNormal">Guten Tag,</p><p class="MsoNormal">&nbsp;</p><p class="MsoNormal">anbei.<o:p></o:p></p>', kind="html"), {"text": "Guten Tag,\n\nanbei."})
    S("page_script", head() + text_part('<p onclick="x()">Hallo</p><script>alert(1)</script><img src="https://t.example/p.gif">', kind="html"), {"text": "Hallo", "html_lacks": ["script", "onclick", "t.example"]})


# ---------------------------------------------------------------- replies
OLD = {"en": "Dear Carla,\ncan you come on Monday?", "de": "Liebe Carla,\nkönnen Sie am Montag kommen?", "fr": "Bonjour Carla,\npouvez-vous venir lundi ?",
       "es": "Hola Carla,\n¿puede venir el lunes?", "it": "Buongiorno Carla,\npuò venire lunedì?", "nl": "Beste Carla,\nkunt u maandag komen?", "pl": "Dzień dobry,\nczy może Pani przyjść w poniedziałek?"}
NEW = {"en": "Yes, gladly.\n\nCarla", "de": "Ja, sehr gern.\n\nCarla", "fr": "Oui, avec plaisir.\n\nCarla", "es": "Sí, con mucho gusto.\n\nCarla",
       "it": "Sì, volentieri.\n\nCarla", "nl": "Ja, graag.\n\nCarla", "pl": "Tak, chętnie.\n\nCarla"}
WHO = "Acme GmbH <jobs@acme.example>"
INTRO = {
    "gmail": {"en": f"On Mon, Nov 23, 2026 at 7:06 PM {WHO} wrote:", "de": f"Am Mo., 23. Nov. 2026 um 19:06 Uhr schrieb {WHO}:",
              "fr": f"Le lun. 23 nov. 2026 à 19:06, {WHO} a écrit :", "es": "El lun, 23 nov 2026 a las 19:06, Acme GmbH (<jobs@acme.example>) escribió:",
              "it": f"Il giorno lun 23 nov 2026 alle ore 19:06 {WHO} ha scritto:", "nl": f"Op ma 23 nov 2026 om 19:06 schreef {WHO}:", "pl": f"pon., 23 lis 2026 o 19:06 {WHO} napisał(a):"},
    "thunderbird": {"en": "On 23/11/2026 19:06, Acme GmbH wrote:", "de": "Am 23.11.26 um 19:06 schrieb Acme GmbH:", "fr": "Le 23/11/2026 à 19:06, Acme GmbH a écrit :",
                    "es": "El 23/11/26 a las 19:06, Acme GmbH escribió:", "it": "Il 23/11/2026 19:06, Acme GmbH ha scritto:", "nl": "Op 23-11-2026 om 19:06 schreef Acme GmbH:", "pl": "W dniu 23.11.2026 o 19:06, Acme GmbH pisze:"},
    "apple": {"en": f"> On 23. Nov 2026, at 19:06, {WHO} wrote:", "de": f"> Am 23.11.2026 um 19:06 schrieb {WHO}:", "fr": f"> Le 23 nov. 2026 à 19:06, {WHO} a écrit :",
              "es": f"> El 23 nov 2026, a las 19:06, {WHO} escribió:", "it": f"> Il giorno 23 nov 2026, alle ore 19:06, {WHO} ha scritto:", "nl": f"> Op 23 nov. 2026 om 19:06 heeft {WHO} het volgende geschreven:", "pl": f"> Wiadomość napisana przez {WHO} w dniu 23.11.2026, o godz. 19:06:"},
    "yahoo": {"en": f"    On Monday, November 23, 2026 at 07:06:41 PM GMT+1, {WHO} wrote:", "de": f"    Am Montag, 23. November 2026 um 19:06:41 MEZ hat {WHO} Folgendes geschrieben:", "fr": f"    Le lundi 23 novembre 2026 à 19:06:41 UTC+1, {WHO} a écrit :",
              "es": f"    El lunes, 23 de noviembre de 2026, 19:06:41 CET, {WHO} escribió:", "it": f"    Il lunedì 23 novembre 2026 alle ore 19:06:41 CET, {WHO} ha scritto:", "nl": f"    Op maandag 23 november 2026 om 19:06:41 CET schreef {WHO}:", "pl": f"    W dniu poniedziałek, 23 listopada 2026 19:06:41 CET, {WHO} napisał(a):"},
}
FIELDS = {"en": ("From", "Sent", "To", "Subject"), "de": ("Von", "Gesendet", "An", "Betreff"), "fr": ("De", "Envoyé", "À", "Objet"), "es": ("De", "Enviado", "Para", "Asunto"),
          "it": ("Da", "Inviato", "A", "Oggetto"), "nl": ("Van", "Verzonden", "Aan", "Onderwerp"), "pl": ("Od", "Wysłano", "Do", "Temat")}
ORIGINAL = {"en": "Original Message", "de": "Ursprüngliche Nachricht", "fr": "Message d'origine", "es": "Mensaje original", "it": "Messaggio originale", "nl": "Oorspronkelijk bericht", "pl": "Wiadomość oryginalna"}
PHONE = {"en": "Sent from my iPhone", "de": "Von meinem iPhone gesendet", "fr": "Envoyé de mon iPhone", "es": "Enviado desde mi iPhone", "it": "Inviato da iPhone", "nl": "Verstuurd vanaf mijn iPhone", "pl": "Wysłane z iPhone'a"}
ANDROID = {"en": "Get Outlook for Android", "de": "Holen Sie sich Outlook für Android", "fr": "Télécharger Outlook pour Android", "es": "Obtener Outlook para Android", "it": "Ottieni Outlook per Android", "nl": "Outlook voor Android downloaden", "pl": "Pobierz program Outlook dla systemu Android"}


def marked(text):
    return "\n".join("> " + line for line in text.split("\n"))


def block(lang, sep=": ", bold=False):
    values = ("Acme GmbH <jobs@acme.example>", "23.11.2026 19:06", "Carla <carla@mail.example>", "Re: Interview")
    wrap = (lambda name: f"*{name}:* ") if bold else (lambda name: f"{name}{sep}")
    return "\n".join(wrap(name) + value for name, value in zip(FIELDS[lang], values))


def reply(name, text, new, hidden, more=None):
    save("replies", name, head("Re: Interview", "Carla <carla@mail.example>", "In-Reply-To: <0@acme.example>\n") + text_part(text + "\n"), {"new_text": new, "new_text_lacks": [hidden], "text_has": [hidden], **(more or {})})


def replies():
    for lang in OLD:
        old, new = OLD[lang], NEW[lang]
        hidden = old.split("\n")[1]
        for program, intros in INTRO.items():
            quoted = marked(old) if program != "yahoo" else "    " + old.replace("\n", "\n    ")
            reply(f"{program}_{lang}", f"{new}\n\n{intros[lang]}\n{'> ' if program == 'apple' else ''}\n{quoted}", new, hidden)
        reply(f"outlook_{lang}", f"{new}\n\n{block(lang)}\n\n{old}", new, hidden)
        reply(f"outlook_old_{lang}", f"{new}\n\n-----{ORIGINAL[lang]}-----\n{block(lang)}\n\n{old}", new, hidden)
        reply(f"outlook_web_{lang}", f"{new}\n\n{'_' * 32}\n{block(lang)}\n\n{old}", new, hidden)
        reply(f"outlook_phone_{lang}", f"{new}\n\n{ANDROID[lang]}\n{'_' * 32}\n{block(lang, bold=True)}\n\n{old}", new, hidden)
        reply(f"iphone_{lang}", f"{new}\n\n{PHONE[lang]}\n\n{INTRO['apple'][lang][2:]}\n\n{marked(old)}", new, hidden)
    de, hidden = NEW["de"], OLD["de"].split("\n")[1]
    reply("gmx_de", f"{de}\n\nGesendet: Montag, 23. November 2026 um 19:06 Uhr\nVon: {WHO}\nAn: carla@gmx.example\nBetreff: Interview\n\n{OLD['de']}", de, hidden)
    reply("gmx_app_de", f"{de}\n\n--\nDiese Nachricht wurde von meinem Android Mobiltelefon mit GMX Mail gesendet.\n\nAm 23.11.26, 19:06, {WHO} schrieb:\n{OLD['de']}", de, hidden)
    reply("webde_app_de", f"{de}\n\nGesendet mit der WEB.DE Mail App\n\nAm 23.11.26 um 19:06 schrieb Acme GmbH:\n\n{marked(OLD['de'])}", de, hidden)
    reply("tonline_de", f"{de}\n\n-----Original-Nachricht-----\nBetreff: Interview\nDatum: 2026-11-23T19:06:41+0100\nVon: {WHO}\nAn: carla@mail.example\n\n{OLD['de']}", de, hidden)
    reply("ionos_de", f"{de}\n\n> {WHO} hat am 23.11.2026 19:06 CET geschrieben:\n>\n{marked(OLD['de'])}", de, hidden)
    reply("notes_de", f"{de}\n\n-----\"Acme GmbH\" <jobs@acme.example> schrieb: -----\nAn: Carla\nVon: Acme\nDatum: 23.11.2026 19:06\nBetreff: Interview\n\n{OLD['de']}", de, hidden)
    reply("zoho_en", f"{NEW['en']}\n\n---- On Mon, 23 Nov 2026 19:06:41 +0100 {WHO} wrote ----\n\n{OLD['en']}", NEW["en"], "can you come")
    reply("gmail_broken_intro", f"{de}\n\nAm Mo., 23. Nov. 2026 um 19:06 Uhr schrieb Acme GmbH Personalabteilung <\njobs@acme.example>:\n\n{marked(OLD['de'])}", de, hidden)
    reply("bottom", f"Am 23.11.2026 um 19:06 schrieb Acme GmbH:\n{marked(OLD['de'])}\n\n{de}", de, hidden)
    reply("interleaved", f"Am 23.11.2026 um 19:06 schrieb Acme GmbH:\n> Montag?\n\nJa.\n\n> Berlin?\n\nLieber Köln.", "Ja.\n\nLieber Köln.", "> Montag?")
    reply("signature", f"{de}\n\n-- \nCarla Kowalczyk\nTel. 030 123456\nwww.carla.example", de, "030 123456")
    reply("signature_lost_blank", f"{de}\n\n--\nCarla Kowalczyk\nTel. 030 123456", de, "030 123456")
    reply("signature_and_quote", f"{de}\n\n-- \nCarla Kowalczyk\nTel. 030 123456\n\nAm 23.11.2026 um 19:06 schrieb Acme GmbH:\n{marked(OLD['de'])}", de, "030 123456")
    reply("signature_of_a_company", "Guten Tag,\n\nanbei der Vertrag.\n\nMit freundlichen Grüßen\n\nEva Muster\n\nMuster Personal GmbH\nHauptstraße 1\n50667 Köln\nTel.: +49 221 123456\nwww.muster.example\nAmtsgericht Köln HRB 12345", "Guten Tag,\n\nanbei der Vertrag.\n\nMit freundlichen Grüßen\n\nEva Muster", "HRB 12345")
    notes = {
        "en": "This e-mail and any attachments are confidential and intended solely for the addressee. If you are not the intended recipient, please delete it.",
        "de": "Diese E-Mail enthält vertrauliche und/oder rechtlich geschützte Informationen. Wenn Sie nicht der richtige Adressat sind, vernichten Sie diese Mail.",
        "fr": "Ce message et ses pièces jointes sont confidentiels et destinés exclusivement à leur destinataire.",
        "es": "Este mensaje y sus archivos adjuntos son confidenciales y van dirigidos exclusivamente a su destinatario.",
        "it": "Questo messaggio e i suoi allegati sono riservati e destinati esclusivamente al destinatario.",
        "nl": "Dit bericht en de bijlagen zijn vertrouwelijk en uitsluitend bestemd voor de geadresseerde.",
        "pl": "Niniejsza wiadomość oraz załączniki są poufne i przeznaczone wyłącznie dla adresata.",
    }
    for lang, note in notes.items():
        reply(f"disclaimer_{lang}", f"{NEW[lang]}\n\n{note}", NEW[lang], note[:40])
    reply("avast", f"{de}\n\n-- \nDiese E-Mail wurde von Avast-Antivirussoftware auf Viren geprüft.\nwww.avast.com", de, "Avast")
    reply("banner", f"CAUTION: This email originated from outside of the organization. Do not click links.\n\n{NEW['en']}", NEW["en"], "CAUTION")

    def keep(name, text, subject="Bewerbung"):
        save("replies", "keep_" + name, head(subject) + text_part(text + "\n"), {"new_text": text})

    keep("everything_quoted", "> alles\n> zitiert")
    keep("forwarded_gmail", f"---------- Forwarded message ---------\nFrom: Carla <carla@mail.example>\nDate: Mon, 23 Nov 2026\nSubject: Bewerbung\nTo: <jobs@acme.example>\n\nIch bewerbe mich.", "Fwd: Bewerbung")
    keep("forwarded_outlook", f"{block('de')}\n\nIch bewerbe mich.", "WG: Bewerbung")
    keep("forwarded_outlook_with_words", f"Bitte prüfen.\n\n{block('de')}\n\nIch bewerbe mich.", "WG: Bewerbung")
    keep("forwarded_apple", "Anfang der weitergeleiteten Nachricht:\n\nVon: Carla <carla@mail.example>\nBetreff: Bewerbung\nDatum: 23. November 2026\nAn: jobs@acme.example\n\nIch bewerbe mich.", "Fwd: Bewerbung")
    keep("forwarded_thunderbird", "-------- Weitergeleitete Nachricht --------\nBetreff: Bewerbung\nDatum: Mon, 23 Nov 2026 19:06:41 +0100\nVon: Carla <carla@mail.example>\nAn: jobs@acme.example\n\nIch bewerbe mich.", "Fwd: Bewerbung")
    keep("own_sentence_de", "Am 3. Mai schrieb ich Ihnen:\nich habe Interesse.")
    keep("own_sentence_en", "On my last job I wrote:\nmuch code.")
    keep("own_list", "Von: Berlin\nNach: Hamburg\n\nIch ziehe um.")
    keep("own_dashes", "Zwei Dinge:\n\n-- erstens\n-- zweitens")
    keep("own_confidence", "Bitte behandeln Sie meine Bewerbung vertraulich.\n\nViele Grüße\nCarla")
    keep("closing_and_name", "Guten Tag,\n\nich komme gern.\n\nMit freundlichen Grüßen\nCarla Kowalczyk")
    keep("greater_than", "1 > 0 und\na > b ist wahr.")
    save("replies", "keep_answers_in_red", head("AW: Interview") + text_part(f"Meine Antworten siehe unten in rot.\n\n{block('de')}\n\nWann? Montag geht."), {"new_text_has": ["Montag geht."]})

    def page(name, html, new="Ja, sehr gern.", hidden="können Sie am Montag kommen?", plain=None):
        part = text_part(html, kind="html")
        raw = head("Re: Interview", "Carla <carla@mail.example>") + (multi("alternative", text_part(plain), part) if plain else part)
        save("replies", "html_" + name, raw, {"new_text": new, "new_text_lacks": [hidden], "text_has": [hidden]})

    old = "<p>Liebe Carla,</p><p>können Sie am Montag kommen?</p>"
    page("gmail", f'<div dir="ltr">Ja, sehr gern.</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">Am Mo., 23. Nov. 2026 um 19:06 Uhr schrieb Acme GmbH &lt;<a href="mailto:jobs@acme.example">jobs@acme.example</a>&gt;:<br></div><blockquote class="gmail_quote" style="margin:0 0 0 .8ex;border-left:1px #ccc solid;padding-left:1ex">{old}</blockquote></div>')
    page("gmail_signature", f'<div dir="ltr">Ja, sehr gern.<br clear="all"><div><br></div>-- <br><div dir="ltr" class="gmail_signature">Carla<br>Tel. 030 1</div></div><br><div class="gmail_quote"><div class="gmail_attr">On Mon, Nov 23, 2026 at 7:06 PM Acme &lt;jobs@acme.example&gt; wrote:<br></div><blockquote class="gmail_quote" style="border-left:1px #ccc solid">{old}</blockquote></div>')
    page("outlook", f'<html><body><div class="WordSection1"><p class="MsoNormal">Ja, sehr gern.</p><p class="MsoNormal">&nbsp;</p><div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal"><b>Von:</b> Acme GmbH &lt;jobs@acme.example&gt; <br><b>Gesendet:</b> Montag, 23. November 2026 19:06<br><b>An:</b> Carla<br><b>Betreff:</b> Interview</p></div></div>{old}</div></body></html>')
    page("outlook_header_class", f'<div>Ja, sehr gern.</div><div class="OutlookMessageHeader" dir="ltr" align="left"><hr tabindex="-1"><font face="Tahoma" size="2"><b>Von:</b> Acme<br><b>Gesendet:</b> Montag<br><b>An:</b> Carla<br><b>Betreff:</b> Interview<br></font></div>{old}')
    page("outlook_web", f'<div class="elementToProof">Ja, sehr gern.</div><div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><font face="Calibri"><b>Von:</b> Acme<br><b>Gesendet:</b> Montag<br><b>An:</b> Carla<br><b>Betreff:</b> Interview</font><div>&nbsp;</div></div>{old}')
    page("outlook_unknown_language", f'<p class="MsoNormal">Ja, sehr gern.</p><div style="border:none;border-top:solid #B5C4DF 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal"><b>Från:</b> Acme<br><b>Skickat:</b> måndag<br><b>Till:</b> Carla<br><b>Ämne:</b> Interview</p></div>{old}')
    page("outlook_phone", f'<div>Ja, sehr gern.</div><div id="ms-outlook-mobile-signature"><div></div>Holen Sie sich <a href="https://aka.ms/x">Outlook für iOS</a></div><div id="mail-editor-reference-message-container"><hr><div id="divRplyFwdMsg"><b>Von:</b> Acme<br><b>Gesendet:</b> Montag<br><b>An:</b> Carla<br><b>Betreff:</b> x</div>{old}</div>')
    page("apple", f'<div>Ja, sehr gern.</div><br><div><blockquote type="cite"><div>Am 23.11.2026 um 19:06 schrieb Acme &lt;jobs@acme.example&gt;:</div><br>{old}</blockquote></div>')
    page("iphone", f'<div dir="ltr">Ja, sehr gern.<br><br><div dir="ltr">Von meinem iPhone gesendet</div><div dir="ltr"><br><blockquote type="cite">Am 23.11.2026 um 19:06 schrieb Acme:<br><br></blockquote></div><blockquote type="cite">{old}</blockquote></div>')
    page("yahoo", f'<div class="ydp-yahoo-style-wrap">Ja, sehr gern.</div><div id="yahoo_quoted_1" class="yahoo_quoted"><div>Am Montag, 23. November 2026 um 19:06:41 MEZ hat Acme &lt;jobs@acme.example&gt; Folgendes geschrieben:</div><div>{old}</div></div>')
    page("thunderbird", f'<p>Ja, sehr gern.</p><div class="moz-cite-prefix">Am 23.11.26 um 19:06 schrieb Acme:<br></div><blockquote type="cite" cite="mid:0@acme.example">{old}</blockquote>')
    page("thunderbird_signature", f'<p>Ja, sehr gern.</p><div class="moz-cite-prefix">Am 23.11.26 um 19:06 schrieb Acme:<br></div><blockquote type="cite" cite="mid:0@acme.example">{old}</blockquote><pre class="moz-signature" cols="72">-- \nCarla</pre>')
    page("gmx", f'<div style="font-family: Verdana;font-size: 12.0px;"><div>Ja, sehr gern.</div><div><div name="quote" style="margin:10px 5px 5px 10px; padding: 10px 0 10px 10px; border-left:2px solid #C3D9E5; word-wrap: break-word;"><div style="margin:0 0 10px 0;"><b>Gesendet:</b>&nbsp;Montag, 23. November 2026 um 19:06 Uhr<br/><b>Von:</b>&nbsp;Acme<br/><b>An:</b>&nbsp;carla@gmx.example<br/><b>Betreff:</b>&nbsp;Interview</div><div name="quoted-content">{old}</div></div></div></div>')
    page("webde", f'<div>Ja, sehr gern.<div class="signature">--<br>Diese Nachricht wurde von meinem Android Mobiltelefon mit WEB.DE Mail gesendet.</div><div class="mail_android_quote" style="line-height: 1; padding: 0.3em">Am 23.11.26, 19:06, Acme schrieb:<blockquote class="gmail_quote" style="border-left: 1px solid #ccc">{old}</blockquote></div></div>')
    page("proton", f'<div>Ja, sehr gern.</div><div class="protonmail_signature_block">Gesendet mit Proton Mail</div><div class="protonmail_quote">Am Montag, 23. November 2026 um 19:06 schrieb Acme:<br><blockquote class="protonmail_quote" type="cite">{old}</blockquote></div>')
    page("zoho", f'<div>Ja, sehr gern.</div><div class="zmail_extra"><div>---- Am Mo, 23 Nov 2026 19:06:41 +0100 Acme schrieb ----</div><blockquote>{old}</blockquote></div>')
    page("plain_without_marks", f'<div>Ja, sehr gern.</div><div class="yahoo_quoted"><div>Acme:</div><div>Liebe Carla, können Sie am Montag kommen?</div></div>', plain="Ja, sehr gern.\n\nAcme:\nLiebe Carla, können Sie am Montag kommen?", hidden="können Sie am Montag")
    save("replies", "html_indented", head() + text_part('<div>Eins</div><blockquote style="margin:0 0 0 40px;border:none;padding:0px"><div>Zwei</div></blockquote>', kind="html"), {"new_text": "Eins\n\nZwei"})
    save("replies", "html_gmail_forward", head("Fwd: Bewerbung") + text_part('<div dir="ltr"><div class="gmail_quote"><div class="gmail_attr">---------- Forwarded message ---------<br>Von: Carla<br>Date: Mo.<br>Subject: x<br>To: y<br></div><br>Ich bewerbe mich.</div></div>', kind="html"), {"new_text_has": ["Ich bewerbe mich."]})
    save("replies", "html_interleaved", head("Re: x") + text_part('<div class="moz-cite-prefix">Am 23.11.26 um 19:06 schrieb Acme:</div><blockquote type="cite">Montag?</blockquote>Ja.<blockquote type="cite">Berlin?</blockquote>Lieber Köln.', kind="html"), {"new_text": "Ja.\n\nLieber Köln."})


for more in ["write_reports.py", "write_wild.py"]:
    exec(open(os.path.join(HERE, more)).read())

if __name__ == "__main__":
    for folder in ["charsets", "headers", "names", "structures", "replies", "reports", "automatic", "wild"]:
        shutil.rmtree(os.path.join(HERE, folder), ignore_errors=True)
    charsets(), headers(), names(), structures(), replies(), reports(), automatic(), wild()
    print(sum(name.endswith(".eml") for _, _, names in os.walk(HERE) for name in names), "mails")
