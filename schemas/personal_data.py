"""Personal data in what a sender writes: how it is recognised, and what is shown in its place.

Numbers of identity cards (NIK, 16 digits), of prisoners' registers (`B.I 123/2024`) and mobile
telephones; of a NIK the first four digits stay (the place of issue), of a telephone number too
(the operator), and every other digit becomes `•`. What is masked once stays as it is when masked
again. Contract numbers, dates, amounts, NIP (18 digits) and NPWP (15) are none of these.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Set
from decimal import Decimal
from functools import lru_cache

from schemas.wording import visible, wording_key

MARK = "•"
HIDDEN = MARK * 3  # for a word, whatever its length
_KEPT = 4  # digits of a number that stay
_OF_NIK = 16  # digits

# of the provinces that issue identity cards (Source: Kepmendagri 300.2.2-2430/2025, and Papua's 97)
_PROVINCE = r"(?:1[1-9]|21|3[1-6]|5[1-3]|6[1-5]|7[1-6]|8[12]|9[1-7])"
_GAP = r"[\s.\-‐-―−_]"
# a number on its own with decimals: 0.3333333333333333 has sixteen of them
_NOT_BEHIND_POINT = r"(?<!\d)(?<!\d[.,])"
_NIK = re.compile(rf"{_NOT_BEHIND_POINT}[1-9]\d{{15}}(?!\d)")
_NIK_EXPONENT = re.compile(r"(?<![\d.,])[1-9][.,]\d{9,15}[eE]\+?15(?!\d)")  # as a CSV of Excel
_GROUPS = re.compile(rf"(?<!\d)\d+(?:{_GAP}\d+)+")
# where the groups of a NIK may end: area, day of birth and number; or fours; or thousands
_CUTS = (frozenset({2, 4, 6, 8, 10, 12}), frozenset({1, 4, 7, 10, 13}))
_TWO_DATES = re.compile(r"(?:\d\d\D(?:0[1-9]|1[0-2])\D(?:19|20)\d\d(?:\D|$)){2}")
_PHONE = re.compile(
    # +62 812 …, (0812) …: the country, or a zero that no amount begins with
    rf"{_NOT_BEHIND_POINT}(?:\(?\+\s?62\)?{_GAP}{{0,2}}\(?0?\)?{_GAP}?\(?|0)8[1-9]\d(?:[)]?{_GAP}{{0,2}}\d){{6,9}}(?!\d)"
    # 62 812 … without a sign is longer, or it may be an amount
    rf"|{_NOT_BEHIND_POINT}62{_GAP}?8[1-9]\d(?:{_GAP}?\d){{7,9}}(?!\d)"
)
_THOUSANDS = re.compile(r"\d{1,3}(?:([.,\s])\d{3})(?:\1\d{3})*")
_YEAR = r"(?:19|20)\d\d"
_REGISTER = re.compile(
    # class, part of the register, kind: B.I, BII a, A.III, BI.N; number and year
    r"(?<![^\W_])(?:[A-D](?:\s?[.\-]\s?|\s)(?:III|II|IV|V|I)|B(?:III|II|I)|A(?:III|II|IV|V))"
    r"\s?[.\-]?\s?[abAB]?s?(?:\s?[.\-]?\s?[NKTW])?"
    rf"[\s.\-/]{{0,3}}\d{{1,5}}\s?[/.\-]\s?{_YEAR}(?![\d/])",
)
_REGISTER_SHORT = re.compile(  # a year of two digits, where the word stands before
    r"(?<=reg)(?:ister|istrasi)?[\s.:]{0,4}(?:no|nomor)?[\s.:]{0,3}[A-D]\s?[.\-]?\s?(?:III|II|IV|V|I)"
    r"[abs]?[\s.\-/]{0,3}\d{1,5}\s?/\s?\d\d(?!\d)",
    re.IGNORECASE,
)
_OTHER_DIGIT = re.compile(r"(?![0-9])\d")
# cheap: nothing personal is without one of these; NUL parts texts that are looked at together
_MAY_HOLD = re.compile(
    r"\d(?:[\s.,\-‐-―−_()]{0,3}\d){8}|[A-D][\s.\-]{0,3}[IV][^\0]{0,24}\d|[Rr][Ee][Gg][^\0]{0,20}\d"
)
# most of what is found so: up to eleven digits in thousands, which no number of a person is
_AMOUNT = re.compile(
    r"(?:Rp\.? ?)?(?:[1-9]\d{0,2}\.\d{3}|[1-9]\d?\.\d{3}\.\d{3})\.\d{3}(?:, ?\d\d)?"
)
_HARMLESS: set[str] = set()  # texts that were looked at and hold nothing personal
_MOST_HARMLESS = 200_000
# words beside a number that are nobody's name
_NO_NAMES = re.compile(
    r"an|atas|dan|dengan|di|untuk|nik|no|nomor|ktp|hp|wa|tel|telp|telepon|kontak|reg|register|"
    r"registrasi|noreg|nama|wbp|narapidana|klien|upt|lapas|rutan|lpka|bapas|kanwil|kelas|pas|giatja|"
    r"laporan|rekap|data|form|formulir|berkas|lembar|sheet|catatan|periode|bulan|tanggal|tgl|tahun|"
    r"jan\w*|feb\w*|mar(?:et)?|apr\w*|mei|juni?|juli?|agu?st\w*|sep\w*|okt\w*|nov\w*|des\w*|"
    r"ekspor|kegiatan|kemandirian|kepribadian|kerja|mitra|partisipasi|pelatihan|pemasaran|pnbp|"
    r"premi|produksi|program|csv|json|ods|xls[bx]?"
)
_KINDS_OF_NUMBER = frozenset({"nik", "ktp", "hp", "wa", "telp", "reg", "no"})
_MOST_NAMES = 4  # words
_NEAR = 200  # letters before a number in which they stand
_NAME = r"[^\W\d_](?:[^\W\d_]|['’.])*"
_BEFORE = re.compile(rf"(?:{_NAME}[ ,_]{{1,2}}){{1,{_MOST_NAMES}}}$")
_BEHIND = re.compile(rf"(?:[ ,_]{{1,2}}{_NAME}){{1,{_MOST_NAMES}}}")

_OF_PERSON = (
    r"wbp|narapidana|napi|tahanan|warga binaan(?: pemasyarakatan)?|klien(?: bapas)?|anak(?: \w+)?|"
    r"andikpas|peserta(?: \w+)?|penerima(?: \w+)?|pekerja|lengkap|orang|pegawai|petugas|"
    r"instruktur|pembimbing|pengawas|pelatih|penanggung jawab|penjamin|orang tua|ibu|ayah|siswa"
)
_NO = r"(?:no|nomor|nmr|num)"
_REACHED = r"telepon|telpon|telp|tlp|tel|hp|handphone|wa|whatsapp|ponsel|kontak"
_PERSONAL_TITLE = re.compile(
    rf"nama|nama (?:{_OF_PERSON})(?: dan .*| (?:l p|lp))?|daftar nama.*|penanggung jawab|pic|cp|"
    rf"nama dan (?:nik|no.*)|{_NO} ?(?:induk (?:kependudukan|wbp|narapidana)|identitas|ktp|kk|"
    rf"kartu (?:keluarga|tanda penduduk)|registrasi|register|reg|regist|{_REACHED})(?: .*)?|"
    rf"(?:(?:{_NO} )?nik|ktp|noreg|registrasi|register|{_REACHED}|kontak person|"
    r"contact(?: person)?)(?: (?:wbp|narapidana|napi|klien|peserta|aktif|pic|cp|wa|hp))?|"
    r"identitas(?: .*)?|"
    r"(?:tempat )?(?:tanggal|tgl) lahir|ttl|alamat (?:rumah|tinggal|asal|wbp|klien|domisili)"
)


@lru_cache(maxsize=20_000)
def masked(text: str) -> str:
    """The text with everything personal in it masked; the text itself where there is nothing.

    Beside a NIK or a register number up to four words that may be a name are masked too.
    """
    if not _MAY_HOLD.search(text) and text.isascii():
        return text
    plain = _plain(text)
    if not _MAY_HOLD.search(plain):
        return text
    people = _numbers_of_people(plain)
    phones = [s for s in _phones(plain) if not any(p[0] < s[1] and s[0] < p[1] for p in people)]
    spans = [*people, *phones]
    if not spans:
        return text
    shown = list(plain)
    for first, end in spans:
        shown[first:end] = _number_masked(plain[first:end])
    for first, end in _names_beside(plain, people):
        shown[first:end] = re.sub(_NAME, _word_masked, plain[first:end])
    return "".join(shown)


def suspects(texts: Set[str]) -> set[str]:
    """Those of many texts that may hold something personal; each is looked at once."""
    new = texts - _HARMLESS
    plain = [text for text in new if text.isascii()]
    found = {text for text in new if not text.isascii() and _MAY_HOLD.search(_plain(text))}
    found.update(_suspects_among("\0".join(plain)))
    if len(_HARMLESS) > _MOST_HARMLESS:
        _HARMLESS.clear()
    _HARMLESS.update(new - found)
    return found


def _suspects_among(together: str) -> Iterator[str]:
    """Those of many texts in ASCII, parted by NUL, that may hold something personal."""
    for found in _MAY_HOLD.finditer(together):
        first, end = together.rfind("\0", 0, found.start()) + 1, together.find("\0", found.end())
        text = together[first : end if end >= 0 else None]
        if not _AMOUNT.fullmatch(text):
            yield text


def masked_whole(text: str) -> str:
    """A text of which something is personal, with all its words and digits masked.

    Numbers keep what `masked` leaves of them; what names the kind of a number stays.
    """
    return re.sub(r"[^\s,;:()/|]+", _hidden_word, masked(text))


def _hidden_word(found: re.Match[str]) -> str:
    word = found[0]
    if MARK in word:
        return re.sub(r"[^\W\d_]", MARK, word)
    return word if word.casefold().strip(".") in _KINDS_OF_NUMBER else HIDDEN


def masked_names(names: Iterable[str]) -> list[str]:
    """Each name masked; two that would be the same are told apart by a number."""
    shown: list[str] = []
    for name in names:
        plain, number = masked(name), 2
        mine = plain
        while mine in shown and plain != name:
            mine, number = f"{plain} ({number})", number + 1
        shown.append(mine)
    return shown


def is_personal_number(number: float | Decimal) -> bool:
    """Whether a cell's own number is a NIK, or a telephone number with its country."""
    if not 1e11 <= number < 1e16 or number % 1:  # 12 to 16 digits
        return False
    digits = str(int(number))
    return len(digits) == _OF_NIK or re.fullmatch(r"628[1-9]\d{8,10}", digits) is not None


def without_its_digits(number: float) -> int:
    """A number of the same size that says nothing of a person."""
    digits = str(int(number))
    return int(digits[:_KEPT].ljust(len(digits), "0"))


def names_person(text: str) -> bool:
    """Whether a NIK or a register number stands in a text, which say more than a telephone."""
    return bool(_MAY_HOLD.search(_plain(text)) and _numbers_of_people(_plain(text)))


@lru_cache(maxsize=20_000)
def titles_personal(title: str) -> bool:
    """Whether what stands under a title are people: their names, numbers, dates of birth."""
    return _PERSONAL_TITLE.fullmatch(wording_key(title.rpartition(" / ")[2])) is not None


def looks_like_nik(digits: str) -> bool:
    """Whether sixteen digits have a province and a day of birth: not every document's number."""
    birth = r"(?:[04][1-9]|[1256]\d|[37][01])(?:0[1-9]|1[0-2])"
    return re.fullmatch(rf"{_PROVINCE}\d{{4}}{birth}\d{{6}}", digits) is not None


def _plain(text: str) -> str:
    """The text as it is seen, its digits those of ASCII."""
    if text.isascii():
        return text
    plain = unicodedata.normalize("NFKC", visible(text))
    return _OTHER_DIGIT.sub(lambda found: str(unicodedata.decimal(found[0])), plain)


def _numbers_of_people(text: str) -> list[tuple[int, int]]:
    """Where NIK and register numbers stand."""
    patterns = (_NIK, _NIK_EXPONENT, _REGISTER, _REGISTER_SHORT)
    spans = [found.span() for pattern in patterns for found in pattern.finditer(text)]
    return sorted({*spans, *_niks_in_groups(text)})


def _niks_in_groups(text: str) -> Iterable[tuple[int, int]]:
    for found in _GROUPS.finditer(text):
        if len(found[0]) <= _OF_NIK:
            continue
        groups = [
            (found.start() + g.start(), found.start() + g.end())
            for g in re.finditer(r"\d+", found[0])
        ]
        at = 0
        while at < len(groups):
            last = _last_of_nik(text, groups[at:])
            if last:
                yield groups[at][0], groups[at + last][1]
            at += last + 1


def _last_of_nik(text: str, groups: list[tuple[int, int]]) -> int:
    """Behind how many groups a NIK ends that begins with the first; 0 where none does."""
    sizes, gaps = list[int](), set[str]()
    for at, (first, end) in enumerate(groups):
        if at:
            gaps.add(text[groups[at - 1][1] : first])
        sizes.append(end - first)
        if sum(sizes) >= _OF_NIK or len(gaps) > 1:
            break
    said = text[groups[0][0] : groups[len(sizes) - 1][1]]
    cuts = {sum(sizes[: at + 1]) for at in range(len(sizes) - 1)}
    is_nik = (
        sum(sizes) == _OF_NIK
        and len(gaps) == 1
        and any(cuts <= allowed for allowed in _CUTS)
        and re.match(_PROVINCE, re.sub(r"\D", "", said)[:2]) is not None
        and not _TWO_DATES.fullmatch(said)
        and not all(re.fullmatch(_YEAR, text[f:e]) for f, e in groups[: len(sizes)])
    )
    return len(sizes) - 1 if is_nik else 0


def _phones(text: str) -> list[tuple[int, int]]:
    """Where mobile telephone numbers stand."""
    found = _PHONE.finditer(text)
    return [m.span() for m in found if m[0][0] in "(+0" or not _THOUSANDS.fullmatch(m[0])]


def _number_masked(written: str) -> str:
    """The first digits, and a mark for each other letter or digit."""
    seen, shown = 0, ""
    for sign in written:
        seen += sign.isdigit()
        is_kept = not sign.isalnum() or (sign.isdigit() and seen <= _KEPT)
        shown += sign if is_kept else MARK
    return shown if seen > 2 * _KEPT else re.sub(r"[^\W_]", MARK, written)


def _names_beside(text: str, people: list[tuple[int, int]]) -> Iterable[tuple[int, int]]:
    for first, end in people:
        if before := _BEFORE.search(text, max(first - _NEAR, 0), first):
            yield before.span()
        if behind := _BEHIND.match(text, end):
            yield behind.span()


def _word_masked(found: re.Match[str]) -> str:
    word = found[0]
    return word if _NO_NAMES.fullmatch(word.casefold().strip(".")) else MARK * len(word)
