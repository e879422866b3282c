"""The page that plays a version: its policy, what it loads, what it tells the player."""

from __future__ import annotations

import gzip
import json
import re
from html.parser import HTMLParser

import pytest
from asgiref.sync import sync_to_async

from courses.interactive.content_host.core import core
from courses.interactive.content_host.player import escaped, pages
from courses.interactive.models import H5PLibrary
from tests.asgi import Reply
from tests.courses.h5p.making import changed, good, library, packed_json
from tests.courses.interactive.content_host.asking import film, get, page
from tests.courses.interactive.making import imported, version

pytestmark = pytest.mark.django_db(transaction=True)


class Seen(HTMLParser):
    """The elements of a page, and what stands in the block for the player."""

    def __init__(self, reply: Reply) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self._texts: list[str] = []
        self._in_script = False
        self.feed(reply.body.decode())

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        self._in_script = tag == "script"

    def handle_endtag(self, tag):
        self._in_script = False

    def handle_data(self, data):
        if self._in_script:
            self._texts.append(data)

    @property
    def told(self):
        return json.loads("".join(self._texts))

    def all(self, tag, attribute):
        return [given[attribute] for name, given in self.elements if name == tag and attribute in given]


async def test_the_page_names_every_script_in_its_order(played):
    reply = await get(page(played))
    seen = Seen(reply)
    digests = {row.machine: row.digest async for row in H5PLibrary.objects.all()}
    here = core().digest
    assert seen.all("script", "src") == [
        f"/core/{here}/player.js", f"/core/{here}/frame.bundle.js",
        f"/l/{digests['T.Helper']}/helper.js", f"/l/{digests['T.Question']}/js/q.js",
    ]  # fmt: skip
    assert seen.all("link", "href") == [
        f"/core/{here}/styles/h5p.css", f"/core/{here}/player.css",
        f"/l/{digests['T.Helper']}/helper.css", f"/l/{digests['T.Question']}/css/q.css",
    ]  # fmt: skip
    for address in (*seen.all("script", "src"), *seen.all("link", "href")):
        assert (await get(address)).status == 200, address


async def test_no_script_stands_in_the_page_and_no_text_ends_the_block(played):
    reply = await get(page(played))
    scripts = [given for tag, given in Seen(reply).elements if tag == "script"]
    assert [given for given in scripts if not given.get("src")] == [{"type": "application/json", "id": "player"}]
    assert "<title>Ai &lt;b&gt;gửi&lt;/b&gt;?</title>" in reply.body.decode()
    assert re.search(r"<noscript><p[^>]*>[^<]*cần JavaScript[^<]*</p></noscript>", reply.body.decode())


def test_json_cannot_leave_its_element():
    value = {"a": "</script><!--<script>", "b": "\u2028&"}
    assert not set("<>&\u2028") & set(escaped(value))
    assert json.loads(escaped(value)) == value


async def test_what_the_core_is_told(played):
    told = Seen(await get(page(played))).told
    integration = told["integration"]
    (content,) = integration["contents"].values()
    assert list(integration["contents"]) == [f"cid-{told['content']}"]
    assert content["library"] == "T.Question 1.0"
    assert json.loads(content["jsonContent"])["title"] == "A question"
    assert content["contentUrl"].endswith(f"h5p.bdhvs.localhost:8000/c/{played.package_id}/1")
    assert content["url"].endswith(page(played))
    assert integration["urlLibraries"].endswith("/l")
    digest = (await H5PLibrary.objects.aget(machine="T.Helper")).digest
    assert integration["libraryDirectories"]["T.Helper-1.0"] == digest
    assert (integration["ajax"], integration["postUserStatistics"]) == ({}, False)
    # Without it a book has no button that ends it, and its card could never be done.
    assert integration["reportingIsEnabled"] is True
    assert integration["l10n"]["H5P"]["close"] == "Đóng"
    assert told["missing"] == []
    assert told["site"] == "http://bdhvs.localhost:8000"


async def test_every_word_that_the_core_asks_for_is_there(played):
    source = (await get(f"/core/{core().digest}/frame.bundle.js")).body.decode()
    asked = set(re.findall(r"""\b(?:e|H5P)\.t\("(\w+)"\)""", source))
    assert len(asked) > 30
    words = Seen(await get(page(played))).told["integration"]["l10n"]["H5P"]
    assert asked - set(words) == set()


async def test_the_page_lets_nothing_out(played):
    reply = await get(page(played))
    policy = dict(each.strip().partition(" ")[::2] for each in reply.headers["content-security-policy"].split(";"))
    assert policy["default-src"] == policy["frame-src"] == policy["form-action"] == policy["worker-src"] == "'none'"
    assert policy["script-src"] == policy["connect-src"] == "'self'"
    assert policy["sandbox"] == "allow-scripts allow-same-origin"
    assert policy["frame-ancestors"] == "http://bdhvs.localhost:8000"
    assert "http" not in " ".join(sources for name, sources in policy.items() if name != "frame-ancestors")
    assert "camera=()" in reply.headers["permissions-policy"]
    assert reply.headers["origin-agent-cluster"] == "?1"
    assert "set-cookie" not in reply.headers


async def test_programs_out_of_texts_only_where_a_library_needs_them():
    files = good() | library("EmbeddedJS 1.0", scripts=("ejs.js",))
    files |= library("T.Helper 1.0", needs=("EmbeddedJS 1.0",), scripts=("helper.js",))
    evaluating = await sync_to_async(version)(files)
    assert "script-src 'self' 'unsafe-eval'; " in (await get(page(evaluating))).headers["content-security-policy"]


async def test_the_page_is_asked_for_again_and_is_not_sent_again(played):
    first = await get(page(played), accept_encoding="gzip")
    assert first.headers["cache-control"] == "public, no-cache"
    assert first.headers["content-encoding"] == "gzip"
    plain = await get(page(played))
    assert gzip.decompress(first.body) == plain.body
    assert (await get(page(played), if_none_match=first.headers["etag"])).status == 304
    head = await get(page(played), method="HEAD")
    assert (head.body, head.headers) == (b"", plain.headers)


async def test_a_new_patch_is_played_from_then_on(played):
    before = await get(page(played))
    files = changed(good(), "T.Question-1.0/library.json", patchVersion=5)
    assert (await sync_to_async(imported)(files)).ok
    after = await get(page(played))
    assert after.headers["etag"] != before.headers["etag"]
    digest = (await H5PLibrary.objects.aget(machine="T.Question", current=True)).digest
    assert f"/l/{digest}/js/q.js" in Seen(after).all("script", "src")


async def test_a_version_whose_library_is_gone_says_so(played):
    await H5PLibrary.objects.filter(machine="T.Helper").adelete()
    seen = Seen(await get(page(played)))
    assert seen.told["missing"] == ["T.Helper 1.0"]
    assert seen.all("script", "src") == [f"/core/{core().digest}/player.js"]
    assert "Hoạt động này" in seen.told["words"]["library"]


async def test_words_that_content_lacks_come_from_its_library():
    semantics = [
        {"name": "said", "type": "text"},
        {
            "name": "l10n", "type": "group", "common": True,
            "fields": [
                {"name": "check", "type": "text", "default": "Check"},
                {"name": "retry", "type": "text", "default": "Retry"},
                {"name": "own", "type": "text", "default": "Own"},
            ],
        },
        {"name": "label", "type": "text", "common": True, "default": "Label"},
        {"name": "mode", "type": "select", "options": [{"value": "easy"}], "default": "easy"},
    ]  # fmt: skip
    files = good() | library("T.Question 1.0", needs=("T.Helper 1.0",), semantics=semantics, scripts=("js/q.js",))
    files["content/content.json"] = packed_json({"said": "Chào", "l10n": {"own": "Của bà con"}})
    translated = {"label": "x", "fields": [{"label": "x", "default": "Kiểm tra"}]}
    files["T.Question-1.0/language/vi.json"] = packed_json({"semantics": [{}, translated, {"default": "Nhãn"}]})
    made = await sync_to_async(version)(files)
    (content,) = Seen(await get(page(made))).told["integration"]["contents"].values()
    assert json.loads(content["jsonContent"]) == {
        "said": "Chào", "label": "Nhãn", "l10n": {"own": "Của bà con", "check": "Kiểm tra", "retry": "Retry"},
    }  # fmt: skip
    assert "Kiểm tra" not in json.dumps(made.content)


async def test_a_group_that_has_to_be_is_there_empty_though_content_lacks_it():
    two = [{"name": "summary", "type": "boolean", "default": True}, {"name": "retry", "type": "boolean"}]
    semantics = [
        {"name": "said", "type": "text"},
        {"name": "behaviour", "type": "group", "fields": two},
        {"name": "cover", "type": "group", "fields": two, "optional": True},
        {"name": "one", "type": "group", "fields": two[:1]},
        {"name": "given", "type": "group", "fields": two},
    ]
    files = good() | library("T.Question 1.0", needs=("T.Helper 1.0",), semantics=semantics, scripts=("js/q.js",))
    files["content/content.json"] = packed_json({"said": "Chào", "given": {"retry": False}})
    made = await sync_to_async(version)(files)
    (content,) = Seen(await get(page(made))).told["integration"]["contents"].values()
    assert json.loads(content["jsonContent"]) == {"said": "Chào", "behaviour": {}, "given": {"retry": False}}
    assert "behaviour" not in made.content


async def test_every_part_has_a_name_of_its_own_that_stays():
    part = {"library": "T.Helper 1.0", "params": {}}
    semantics = [{"name": "parts", "type": "list", "field": {
        "name": "part", "type": "library", "options": ["T.Helper 1.0"],
    }}]  # fmt: skip
    files = good() | library("T.Question 1.0", needs=("T.Helper 1.0",), semantics=semantics, scripts=("js/q.js",))
    given = "6e5c14ce-1367-4bf1-b003-63b3d3681091"
    files["content/content.json"] = packed_json({"parts": [part, part, part | {"subContentId": given}]})
    made = await sync_to_async(version)(files)

    async def names() -> list[str]:
        (content,) = Seen(await get(page(made))).told["integration"]["contents"].values()
        return [each["subContentId"] for each in json.loads(content["jsonContent"])["parts"]]

    first = await names()
    assert first[2] == given
    assert len(set(first)) == 3
    assert all(len(name) == 36 for name in first)
    pages.forget()
    assert await names() == first


def test_a_page_takes_few_queries_and_the_next_one_only_asks_whether_something_is_new(
    played, django_assert_max_num_queries, django_assert_num_queries
):
    with django_assert_max_num_queries(6):
        assert pages.page(played.package_id, played.number)
    # Whether a library is new, and whether an activity was deleted.
    with django_assert_num_queries(2):
        assert pages.page(played.package_id, played.number)


async def test_the_core_is_kept_for_ever_and_comes_packed():
    address = f"/core/{core().digest}/frame.bundle.js"
    reply = await get(address, accept_encoding="gzip")
    assert (reply.status, reply.headers["content-encoding"]) == (200, "gzip")
    assert reply.headers["cache-control"].endswith("immutable")
    assert len(reply.body) < 60_000
    assert (await get(address, if_none_match=reply.headers["etag"])).status == 304
    fonts = [path for path in core().files if path.endswith(".woff2")]
    assert len(fonts) > 3
    assert (await get(f"/core/{core().digest}/{fonts[0]}")).headers["content-type"] == "font/woff2"


async def test_what_was_deleted_is_not_played_out_of_memory(played):
    other = await sync_to_async(version)()
    for address in (page(played), film(played), page(other)):
        assert (await get(address)).status == 200
    await sync_to_async(played.package.delete)()
    for address in (page(played), film(played)):
        assert (await get(address)).status == 404
    assert (await get(page(other))).status == 200
