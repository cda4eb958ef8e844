//! Writes an mbox of ordinary mail of about the given size: `make-mbox MIB > big.mbox`. The same size gives the same
//! bytes everywhere.

use std::io::{self, BufWriter, Write};

const SUBJECTS: [&str; 5] = [
    "Request for additional information",
    "Demande de renseignements complémentaires",
    "Solicitud de información complementaria",
    "Запрос дополнительных сведений",
    "طلب معلومات إضافية",
];

const SENTENCES: [&str; 10] = [
    "Please find enclosed the documents that were requested last week by the office in Lyon.",
    "The bureau has not yet answered, and the matter remains open until further notice.",
    "Veuillez trouver ci-joint les pièces demandées ; la réponse est attendue avant la fin du mois.",
    "Le bureau central national confirme la réception de votre message du 12 mars 2021.",
    "Adjunto le remito los documentos solicitados por la oficina de Madrid.",
    "La comisión examinará la solicitud durante su próxima sesión.",
    "Направляем запрошенные документы и просим сообщить о принятом решении.",
    "Бюро подтверждает получение вашего обращения от 12 марта 2021 года.",
    "نرسل إليكم الوثائق المطلوبة ونرجو إبلاغنا بالقرار المتخذ.",
    "يؤكد المكتب استلام رسالتكم المؤرخة في 12 مارس 2021.",
];

const ATTACHMENT_LINE: &str =
    "UmVwb3J0IG9uIHRoZSBtYXR0ZXIgYXMgb2YgdG9kYXksIHdpdGggYWxsIGl0cyBhbm5leGVzLgo=";

fn main() -> io::Result<()> {
    let wanted =
        std::env::args().nth(1).and_then(|argument| argument.parse::<u64>().ok()).unwrap_or(64)
            << 20;
    let mut out = BufWriter::with_capacity(1 << 20, io::stdout().lock());
    let (mut written, mut number) = (0, 0);
    while written < wanted {
        let message = message(number);
        out.write_all(message.as_bytes())?;
        written += message.len() as u64;
        number += 1;
    }
    out.flush()
}

/// Makes one message: a page or so of text, every eighth with an attachment of up to some 60 kB.
fn message(number: u64) -> String {
    let mut random = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = |below: u64| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        random % below
    };
    let subject = SUBJECTS[pick(next(5))];
    let mut text = String::new();
    for line in 0..8 + next(30) {
        text.push_str(SENTENCES[pick(next(10))]);
        text.push_str(if line % 4 == 3 { "\n\n" } else { " " });
    }
    let day = 1 + number % 28;
    let head = format!(
        "From sender{number}@example.org Mon Mar {day:2} 10:00:00 2021\nFrom: Sender {number} <sender{number}@example.org>\n\
         To: Office <office@example.net>\nSubject: {subject} {number}\nDate: {day} Mar 2021 10:00:00 +0000\n\
         Message-ID: <{number}@example.org>\nMIME-Version: 1.0\n"
    );
    if !number.is_multiple_of(8) {
        return format!("{head}Content-Type: text/plain; charset=utf-8\n\n{text}\n\n");
    }
    let lines = 1 + pick(next(800));
    format!(
        "{head}Content-Type: multipart/mixed; boundary=part\n\n--part\nContent-Type: text/plain; charset=utf-8\n\n{text}\n\
         --part\nContent-Type: text/plain; name=annex-{number}.txt\nContent-Disposition: attachment; filename=annex-{number}.txt\n\
         Content-Transfer-Encoding: base64\n\n{}\n--part--\n\n",
        vec![ATTACHMENT_LINE; lines].join("\n")
    )
}

fn pick(number: u64) -> usize {
    usize::try_from(number).unwrap_or(0)
}
