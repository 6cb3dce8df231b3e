use super::{PIECES_MAX, pieces};

/// The pieces in short: what is quoted stands in brackets.
fn shape(text: &str) -> String {
    let shape = |piece: types::TextPiece| if piece.is_quoted { format!("[{}]", piece.text) } else { piece.text };
    pieces(text, &[], false).into_iter().map(shape).collect::<Vec<_>>().join("|").replace('\n', "/")
}

#[test]
fn every_program_quotes_in_its_own_way() {
    for (program, text, expected) in [
        ("nothing quoted", "Hello,\n\nI apply.", "Hello,//I apply."),
        (
            "Gmail",
            "Yes, gladly.\n\nOn Mon, Nov 23, 2026 at 7:06 PM Acme GmbH <jobs@acme.de> wrote:\n\n> Dear Carla,\n>\n> can you come?\n",
            "Yes, gladly.|[On Mon, Nov 23, 2026 at 7:06 PM Acme GmbH <jobs@acme.de> wrote://> Dear Carla,/>/> can you come?]",
        ),
        (
            "Gmail, broken over two lines",
            "Yes.\n\nOn Mon, Nov 23, 2026 at 7:06 PM Acme GmbH and its people <\njobs@acme.de> wrote:\n\n> old",
            "Yes.|[On Mon, Nov 23, 2026 at 7:06 PM Acme GmbH and its people </jobs@acme.de> wrote://> old]",
        ),
        (
            "Gmail in German",
            "Gern!\n\nAm Mo., 23. Nov. 2026 um 19:06 Uhr schrieb Acme GmbH <\njobs@acme.de>:\n\n> alt",
            "Gern!|[Am Mo., 23. Nov. 2026 um 19:06 Uhr schrieb Acme GmbH </jobs@acme.de>://> alt]",
        ),
        (
            "Apple Mail",
            "Yes.\n\n> On 23. Nov 2026, at 19:06, Acme <jobs@acme.de> wrote:\n> \n> old",
            "Yes.|[> On 23. Nov 2026, at 19:06, Acme <jobs@acme.de> wrote:/> /> old]",
        ),
        (
            "Apple Mail in German",
            "Ja.\n\n> Am 23.11.2026 um 19:06 schrieb Acme <jobs@acme.de>:\n> \n> alt",
            "Ja.|[> Am 23.11.2026 um 19:06 schrieb Acme <jobs@acme.de>:/> /> alt]",
        ),
        (
            "an iPhone",
            "Ja.\n\nVon meinem iPhone gesendet\n\nAm 23.11.2026 um 19:06 schrieb Acme:\n\n\u{feff}Guten Tag,\nkommen Sie?",
            "Ja.|[Von meinem iPhone gesendet//Am 23.11.2026 um 19:06 schrieb Acme://\u{feff}Guten Tag,/kommen Sie?]",
        ),
        (
            "Outlook",
            "Yes.\n\nFrom: Acme GmbH <jobs@acme.de>\nSent: Monday, November 23, 2026 7:06 PM\nTo: Carla <carla@example.org>\nSubject: Your application\n\nDear Carla",
            "Yes.|[From: Acme GmbH <jobs@acme.de>/Sent: Monday, November 23, 2026 7:06 PM/To: Carla <carla@example.org>/Subject: Your application//Dear Carla]",
        ),
        (
            "Outlook in German",
            "Ja.\n\nVon: Acme GmbH <jobs@acme.de>\nGesendet: Montag, 23. November 2026 19:06\nAn: Carla\nBetreff: Ihre Bewerbung\n\nGuten Tag",
            "Ja.|[Von: Acme GmbH <jobs@acme.de>/Gesendet: Montag, 23. November 2026 19:06/An: Carla/Betreff: Ihre Bewerbung//Guten Tag]",
        ),
        (
            "Outlook on the web",
            "Ja.\n________________________________\nVon: Acme\nGesendet: Montag\nAn: Carla\nBetreff: x\n\nalt",
            "Ja.|[________________________________/Von: Acme/Gesendet: Montag/An: Carla/Betreff: x//alt]",
        ),
        (
            "Outlook on a phone",
            "Ja.\n\n*Von:* Acme\n*Datum:* Montag\n*An:* Carla\n*Betreff:* x\nalt",
            "Ja.|[*Von:* Acme/*Datum:* Montag/*An:* Carla/*Betreff:* x/alt]",
        ),
        (
            "old Outlook",
            "Yes.\n\n-----Original Message-----\nFrom: Acme\n\nold",
            "Yes.|[-----Original Message-----/From: Acme//old]",
        ),
        (
            "old Outlook in German",
            "Ja.\n-----Ursprüngliche Nachricht-----\nalt",
            "Ja.|[-----Ursprüngliche Nachricht-----/alt]",
        ),
        (
            "GMX",
            "Ja.\n\nGesendet: Montag, 23. November 2026 um 19:06\nVon: Acme <jobs@acme.de>\nAn: carla@gmx.de\nBetreff: x\nalt",
            "Ja.|[Gesendet: Montag, 23. November 2026 um 19:06/Von: Acme <jobs@acme.de>/An: carla@gmx.de/Betreff: x/alt]",
        ),
        (
            "GMX on a phone",
            "Ja.\n\nAcme <jobs@acme.de> schrieb am 23.11.2026 um 19:06:\n\nalt",
            "Ja.|[Acme <jobs@acme.de> schrieb am 23.11.2026 um 19:06://alt]",
        ),
        (
            "Thunderbird",
            "Ja.\n\nAm 23.11.26 um 19:06 schrieb Acme:\n> alt",
            "Ja.|[Am 23.11.26 um 19:06 schrieb Acme:/> alt]",
        ),
        ("a terminal", "Acme <jobs@acme.de> wrote:\n> old\n\nYes.", "[Acme <jobs@acme.de> wrote:/> old]|Yes."),
        (
            "line by line",
            "On 1 Nov 2026 Acme wrote:\n> When?\nMonday.\n> Where?\nBerlin.",
            "[On 1 Nov 2026 Acme wrote:/> When?]|Monday.|[> Where?]|Berlin.",
        ),
    ] {
        assert_eq!(shape(text), expected, "{program}");
    }
}

#[test]
fn own_words_stay() {
    for text in [
        "Am Montag schrieb ich Ihnen:\nich habe Interesse.",
        "On my last job I wrote:\nmuch code.",
        "From: Berlin\nTo: Hamburg\n\nI move often.",
        "Two things:\n\n-- first\n-- second",
        "---------- Forwarded message ---------\nFrom: A <a@b.de>\nDate: Monday\nSubject: x\nTo: y\n\nRead this.",
        "Anfang der weitergeleiteten Nachricht:\n\nVon: A\nBetreff: x\nDatum: Montag\nAn: y\n\nLesen!",
        "> everything\n> is quoted",
        "",
        "1 > 0",
    ] {
        assert!(pieces(text, &[], false).iter().all(|piece| !piece.is_quoted), "{text}");
    }
}

#[test]
fn hostile_texts_stay_small_and_quick() {
    let alternating = "> a\nb\n".repeat(50_000);
    assert!(pieces(&alternating, &[], false).len() <= PIECES_MAX);
    let text = "From: x\n".repeat(20_000) + &"Am \n".repeat(20_000) + &"x\n".repeat(20_000);
    let n: usize = pieces(&text, &[], false).iter().map(|piece| piece.text.len()).sum();
    assert!(n <= text.len());
}
