from datetime import UTC, datetime, timedelta, timezone
from email import message_from_bytes
from email.policy import default

import pytest

from notifications.channels.email.mime import MessageRefused, build
from notifications.kinds import Message

DATE = datetime(2027, 3, 13, 13, 30, tzinfo=timezone(timedelta(hours=1)))
ICS = b"BEGIN:VCALENDAR\r\nMETHOD:PUBLISH\r\nSUMMARY:\xd9\x85\xd8\xb3\xd9\x8a\xd8\xb1\xd8\xa9\r\nEND:VCALENDAR\r\n"


def message(**fields) -> Message:
    return Message(**{"to": "maria@example.org", "language": "ar", "subject": "مسيرة", "text": "نصّ", **fields})


def mail(**fields):
    """As a mail program reads it."""
    built = build(message(**fields), message_id="<1@example.org>", date=DATE)
    return message_from_bytes(built.message().as_bytes(), policy=default)


def shape(part) -> object:
    kind = part.get_content_type()
    return (kind, [shape(inner) for inner in part.iter_parts()]) if part.is_multipart() else kind


def test_a_text_is_a_plain_mail_to_one_recipient():
    read = mail()

    assert shape(read) == "text/plain"
    assert (read["to"], read["cc"], read["bcc"], read["subject"]) == ("maria@example.org", None, None, "مسيرة")
    assert read.get_content() == "نصّ"


def test_headers_say_what_it_is_and_when():
    read = mail(headers={"List-Unsubscribe": "<https://example.org/leave/>"})

    assert read["message-id"] == "<1@example.org>"
    assert read["date"].datetime == DATE.astimezone(UTC)
    assert read["content-language"] == "ar"
    assert read["auto-submitted"] == "auto-generated"
    assert read["list-unsubscribe"] == "<https://example.org/leave/>"


def test_the_same_message_has_the_same_date_at_each_try():
    assert mail()["date"] == mail()["date"]


def test_text_html_and_calendar_are_nested_as_mail_programs_expect():
    read = mail(html="<p>نصّ</p>", ics=ICS)

    assert shape(read) == (
        "multipart/mixed",
        [("multipart/alternative", ["text/plain", "text/html"]), "text/calendar"],
    )


def test_the_calendar_arrives_byte_for_byte_as_something_to_open():
    *_, invite = mail(ics=ICS).iter_parts()

    assert invite.get_payload(decode=True) == ICS
    assert invite.get_content_type() == "text/calendar"
    assert {name: invite["content-type"].params[name] for name in ("method", "charset")} == {
        "method": "PUBLISH",
        "charset": "utf-8",
    }
    assert (invite.get_content_disposition(), invite.get_filename()) == ("attachment", "invite.ics")


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL"])
def test_an_invitation_is_the_last_alternative_and_a_file_beside_it(method):
    ics = ICS.replace(b"PUBLISH", method.encode())

    read = mail(html="<p>نصّ</p>", ics=ics, method=method)

    assert shape(read) == (
        "multipart/mixed",
        [("multipart/alternative", ["text/plain", "text/html", "text/calendar"]), "application/ics"],
    )
    body, file = read.iter_parts()
    *_, calendar = body.iter_parts()
    assert dict(calendar["content-type"].params) == {"method": method, "charset": "utf-8"}
    assert calendar.get_content_disposition() is None
    assert calendar.get_content().splitlines() == ics.decode().splitlines()
    assert file.get_payload(decode=True) == ics
    assert (file.get_content_disposition(), file.get_filename()) == ("attachment", "invite.ics")
    assert dict(file["content-type"].params) == {"name": "invite.ics"}


def test_another_method_is_refused():
    with pytest.raises(MessageRefused, match="method"):
        mail(ics=ICS, method="REPLY\r\nX-Evil: 1")


def test_styles_are_inlined_and_media_queries_stay():
    html = "<style>p{color:red} @media (prefers-color-scheme:dark){p{color:white}}</style><p>x</p>"

    *_, part = mail(html=html).iter_parts()

    assert '<p style="color: red;">x</p>' in part.get_content()
    assert "@media (prefers-color-scheme:dark)" in part.get_content()


@pytest.mark.parametrize("smuggled", ["\r\n", "\n", "\r", "\x00", "\u2028", "\x85"])
@pytest.mark.parametrize("field", ["subject", "language", "header", "to"])
def test_a_line_end_where_a_header_is_refuses_the_message(field, smuggled):
    evil = f"a@example.org{smuggled}Bcc: everybody@example.org"
    fields = {"headers": {"X-Note": evil}} if field == "header" else {field: evil}

    with pytest.raises(MessageRefused) as refusal:
        mail(**fields)

    assert "everybody" not in str(refusal.value)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "maria",
        "@example.org",
        "maria@",
        "a@example.org, b@example.org",
        "a@example.org;b@example.org",
        "Maria <maria@example.org>",
        "group:a@example.org;",
        "a b@example.org",
        '"a@b"@example.org',
        "a@b@example.org",
        "مريم@example.org",
        "maria@exa mple.org",
        "maria@example.org>",
        "maria@[127.0.0.1]",
    ],
)
def test_what_is_not_one_plain_address_is_refused(address):
    with pytest.raises(MessageRefused, match=r"^the recipient is not one plain address$"):
        mail(to=address)


@pytest.mark.parametrize(
    "address", ["maria+news@example.org", "o'brien@example.org", "m@xn--mgba3a.example", "m@bücher.example"]
)
def test_a_plain_address_is_taken(address):
    assert build(message(to=address), message_id="<1@example.org>", date=DATE).recipients() == [address]


@pytest.mark.parametrize(
    "name",
    ["To", "bcc", "CC", "From", "Sender", "Message-ID", "Content-Type", "Resent-To", "Reply-To", "X Y", "X:", ""],
)
def test_a_header_that_says_who_writes_to_whom_is_refused(name):
    with pytest.raises(MessageRefused, match=r"^a header has a name that is not free$"):
        mail(headers={name: "x"})
