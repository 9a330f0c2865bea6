"""A Hub in a thread: as much of the Hugging Face Hub as the real clients need, over HTTP.

Paths, payloads and headers are those that huggingface_hub 2.4 sends and reads: whoami,
repos/create, validate-yaml, preupload, LFS batch with upload and verify, commit, tag, refs,
commits, repo info, tree, paths-info and resolve with revision, ETag and Range.

What it does not imitate: users (there is one token and it may write anywhere), rights,
branches besides ``main``, Xet, several-part uploads, pages of a long listing, redirects to
a storage host, pull requests, the dataset viewer, and the rules by which the Hub checks the
metadata of a card (only a ``license``, when there is one, has to be known here).
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

import yaml
from huggingface_hub.utils.sha import git_hash
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.served import served

TOKEN: Final = "hf_aTokenThatThisHubKnows"  # noqa: S105 - a word for the tests
USER: Final = "acme"
_LFS_SUFFIXES: Final = (".safetensors", ".parquet", ".onnx")
_ATTRIBUTES: Final = b"*.safetensors filter=lfs diff=lfs merge=lfs -text\n"
_LICENSES: Final = {"mit", "apache-2.0", "pddl"}

Fault = Callable[[Request], Response | None]


@dataclass(frozen=True)
class Entry:
    """A file at a commit; ``sha256`` is "" for one that git holds itself."""

    content: bytes
    sha256: str = ""

    @property
    def oid(self) -> str:
        return git_hash(_pointer(self) if self.sha256 else self.content)

    @property
    def etag(self) -> str:
        return self.sha256 or self.oid

    def info(self, path: str) -> dict[str, Any]:
        values: dict[str, Any] = {"type": "file", "path": path, "oid": self.oid}
        values["size"] = len(self.content)
        if self.sha256:
            values["lfs"] = {
                "oid": self.sha256,
                "size": len(self.content),
                "pointerSize": len(_pointer(self)),
            }
        return values


def _pointer(entry: Entry) -> bytes:
    head = "version https://git-lfs.github.com/spec/v1"
    return f"{head}\noid sha256:{entry.sha256}\nsize {len(entry.content)}\n".encode()


@dataclass(frozen=True)
class Commit:
    oid: str
    title: str
    files: dict[str, Entry]


@dataclass
class Repo:
    private: bool
    commits: list[Commit]
    tags: dict[str, str] = field(default_factory=dict)

    def at(self, revision: str) -> Commit | None:
        wanted = self.commits[-1].oid if revision == "main" else self.tags.get(revision, revision)
        return next((c for c in self.commits if c.oid == wanted), None)

    def commit(self, title: str, files: dict[str, Entry]) -> Commit:
        names = json.dumps([title, len(self.commits), sorted((p, e.oid) for p, e in files.items())])
        commit = Commit(hashlib.sha1(names.encode()).hexdigest(), title, files)  # noqa: S324
        self.commits.append(commit)
        return commit


class HubServer:
    """The state of the Hub, its faults, and what was asked of it.

    Attributes:
        fault: called with every request; a response it returns is sent instead.
        asked: "METHOD /path" of every request, in order.
    """

    def __init__(self) -> None:
        self.repos: dict[tuple[str, str], Repo] = {}
        self.blobs: dict[str, bytes] = {}
        self.fault: Fault | None = None
        self.asked: list[str] = []
        self.endpoint = ""

    def repo(self, repo_id: str, kind: str = "model") -> Repo:
        return self.repos[kind, repo_id]

    @contextmanager
    def running(self) -> Iterator[HubServer]:
        """Serve on a free port of this machine."""
        with served(self._app()) as self.endpoint:
            yield self

    def _app(self) -> Starlette:
        repo = "/api/{kind}/{ns}/{name}"
        routes = [
            ("GET", "/api/whoami-v2", self._whoami),
            ("POST", "/api/validate-yaml", self._validate),
            ("POST", "/api/repos/create", self._create),
            ("POST", f"{repo}/preupload/{{rev}}", self._preupload),
            ("POST", f"{repo}/commit/{{rev}}", self._commit),
            ("POST", f"{repo}/tag/{{rev}}", self._tag),
            ("GET", f"{repo}/refs", self._refs),
            ("GET", f"{repo}/commits/{{rev}}", self._history),
            ("GET", f"{repo}/tree/{{rev}}", self._tree),
            ("GET", f"{repo}/tree/{{rev}}/{{path:path}}", self._tree),
            ("POST", f"{repo}/paths-info/{{rev}}", self._paths),
            ("GET", f"{repo}/revision/{{rev}}", self._info),
            ("GET", repo, self._info),
            ("PUT", "/lfs/{oid}", self._store),
            ("POST", "/lfs/verify", self._verify),
        ]
        for prefix, kind in (("", "models"), ("/datasets", "datasets"), ("/spaces", "spaces")):
            at = f"{prefix}/{{ns}}/{{name}}"
            routes.append(("POST", f"{at}.git/info/lfs/objects/batch", self._batch))
            routes.append(("GET", f"{at}/resolve/{{rev}}/{{path:path}}", self._resolve(kind)))
        return Starlette(
            routes=[Route(path, self._checked(f), methods=[method]) for method, path, f in routes]
        )

    def _checked(self, handler: Callable[[Request, bytes], Response]) -> Any:
        """Wrap *handler*: note the request, apply the fault, refuse tokens that are not known."""

        async def answer(request: Request) -> Response:
            self.asked.append(f"{request.method} {request.url.path}")
            if self.fault and (refused := self.fault(request)):
                return refused
            token = request.headers.get("authorization", "")
            if token and token != f"Bearer {TOKEN}":
                return _error(401, "Invalid credentials in Authorization header")
            path = request.url.path
            open_to_all = request.method in {"GET", "HEAD"} or path.startswith(
                ("/lfs/", "/api/validate-yaml")
            )
            if not token and not open_to_all and "/paths-info/" not in path:
                return _error(401, "Expected a token")
            return handler(request, await request.body())

        return answer

    def _found(self, request: Request, kind: str | None = None) -> tuple[Repo, Commit] | Response:
        parts = request.path_params
        key = ((kind or parts["kind"]).removesuffix("s"), f"{parts['ns']}/{parts['name']}")
        repo = self.repos.get(key)
        if repo is None or (repo.private and "authorization" not in request.headers):
            return _error(404, "Repository not found", "RepoNotFound")
        commit = repo.at(parts.get("rev", "main"))
        if commit is None:
            return _error(404, f"Invalid rev id: {parts['rev']}", "RevisionNotFound")
        return repo, commit

    def _whoami(self, request: Request, _: bytes) -> Response:
        if "authorization" not in request.headers:
            return _error(401, "Invalid username or password.")
        access = {"displayName": "tests", "role": "write"}
        return JSONResponse(
            {"type": "user", "name": USER, "orgs": [], "auth": {"accessToken": access}}
        )

    def _validate(self, _: Request, body: bytes) -> Response:
        content = json.loads(body)["content"]
        head = re.match(r"---\n(.*?)\n---\n", content, re.DOTALL)
        values = yaml.safe_load(head[1]) if head else {}
        known = values.get("license") in {None, *_LICENSES}
        errors = [] if known else [{"message": '"license" must be one of the known ones'}]
        return JSONResponse({"errors": errors, "warnings": []}, 400 if errors else 200)

    def _create(self, _: Request, body: bytes) -> Response:
        wanted = json.loads(body)
        kind, name = wanted.get("type", "model"), wanted["name"]
        repo_id = f"{wanted.get('organization') or USER}/{name}"
        prefix = "" if kind == "model" else f"{kind}s/"
        answer = {"url": f"{self.endpoint}/{prefix}{repo_id}"}
        if (kind, repo_id) in self.repos:
            return JSONResponse({"error": "You already created this repo", **answer}, 409)
        repo = Repo(wanted.get("visibility") == "private" or bool(wanted.get("private")), [])
        repo.commit("initial commit", {".gitattributes": Entry(_ATTRIBUTES)})
        self.repos[kind, repo_id] = repo
        return JSONResponse(answer)

    def _preupload(self, request: Request, body: bytes) -> Response:
        found = self._found(request)
        if isinstance(found, Response):
            return found
        files = []
        for wanted in json.loads(body)["files"]:
            lfs = wanted["path"].endswith(_LFS_SUFFIXES) or wanted["size"] > 10_000_000
            entry = found[1].files.get(wanted["path"])
            files.append(
                {
                    "path": wanted["path"],
                    "uploadMode": "lfs" if lfs else "regular",
                    "shouldIgnore": False,
                    "oid": entry.etag if entry else None,
                }
            )
        return JSONResponse({"files": files})

    def _batch(self, _: Request, body: bytes) -> Response:
        objects = []
        for wanted in json.loads(body)["objects"]:
            answer = {"oid": wanted["oid"], "size": wanted["size"]}
            if wanted["oid"] not in self.blobs:
                upload = {"href": f"{self.endpoint}/lfs/{wanted['oid']}"}
                verify = {"href": f"{self.endpoint}/lfs/verify"}
                answer["actions"] = {"upload": upload, "verify": verify}
            objects.append(answer)
        return JSONResponse({"transfer": "basic", "objects": objects})

    def _store(self, request: Request, body: bytes) -> Response:
        if hashlib.sha256(body).hexdigest() != request.path_params["oid"]:
            return _error(400, "The content does not have this digest")
        self.blobs[request.path_params["oid"]] = body
        return Response()

    def _verify(self, _: Request, body: bytes) -> Response:
        wanted = json.loads(body)
        whole = len(self.blobs.get(wanted["oid"], b"")) == wanted["size"]
        return Response() if whole else _error(404, "No such object")

    def _commit(self, request: Request, body: bytes) -> Response:
        found = self._found(request)
        if isinstance(found, Response):
            return found
        repo, head = found
        files, title = dict(head.files), ""
        for line in body.splitlines():
            operation = json.loads(line)
            value = operation["value"]
            match operation["key"]:
                case "header":
                    title = value["summary"]
                case "file":
                    files[value["path"]] = Entry(base64.b64decode(value["content"]))
                case "lfsFile":
                    if value["oid"] not in self.blobs:
                        return _error(400, f"{value['path']} was not uploaded")
                    files[value["path"]] = Entry(self.blobs[value["oid"]], value["oid"])
                case "deletedFile":
                    del files[value["path"]]
        commit = repo.commit(title, files)
        url = f"{self.endpoint}{request.url.path.removeprefix('/api')}/{commit.oid}"
        return JSONResponse({"success": True, "commitOid": commit.oid, "commitUrl": url})

    def _tag(self, request: Request, body: bytes) -> Response:
        found = self._found(request)
        if isinstance(found, Response):
            return found
        name = json.loads(body)["tag"]
        if name in found[0].tags:
            return _error(409, f"Tag {name} exists already")
        found[0].tags[name] = found[1].oid
        return Response(status_code=201)

    def _refs(self, request: Request, _: bytes) -> Response:
        found = self._found(request)
        if isinstance(found, Response):
            return found
        tags = [
            {"name": name, "ref": f"refs/tags/{name}", "targetCommit": oid}
            for name, oid in found[0].tags.items()
        ]
        main = {"name": "main", "ref": "refs/heads/main", "targetCommit": found[1].oid}
        return JSONResponse({"branches": [main], "tags": tags, "converts": []})

    def _history(self, request: Request, _: bytes) -> Response:
        found = self._found(request)
        if isinstance(found, Response):
            return found
        return JSONResponse(
            [
                {"id": c.oid, "title": c.title, "message": "", "authors": [], "date": _now()}
                for c in reversed(found[0].commits)
            ]
        )

    def _info(self, request: Request, _: bytes) -> Response:
        found = self._found(request)
        if isinstance(found, Response):
            return found
        repo, commit = found
        name = f"{request.path_params['ns']}/{request.path_params['name']}"
        return JSONResponse(
            {
                "_id": commit.oid[:24],
                "id": name,
                "modelId": name,
                "sha": commit.oid,
                "private": repo.private,
                "lastModified": _now(),
                "tags": [],
                "siblings": [{"rfilename": path} for path in sorted(commit.files)],
            }
        )

    def _tree(self, request: Request, _: bytes) -> Response:
        found = self._found(request)
        if isinstance(found, Response):
            return found
        under = request.path_params.get("path", "")
        prefix = f"{under}/" if under else ""
        recursive = request.query_params.get("recursive", "").lower() == "true"
        below = {p: e for p, e in sorted(found[1].files.items()) if p.startswith(prefix)}
        if under and not below:
            return _error(404, f"{under} does not exist", "EntryNotFound")
        deeper = {p: p.removeprefix(prefix).split("/")[:-1] for p in below}
        parents = {
            prefix + "/".join(parts[:n])
            for parts in deeper.values()
            for n in range(1, len(parts) + 1)
        }
        folders = [
            {"type": "directory", "path": p, "oid": git_hash(p.encode()), "size": 0}
            for p in sorted(parents)
            if recursive or "/" not in p.removeprefix(prefix)
        ]
        files = [e.info(p) for p, e in below.items() if recursive or not deeper[p]]
        return JSONResponse([*folders, *files])

    def _paths(self, request: Request, body: bytes) -> Response:
        found = self._found(request)
        if isinstance(found, Response):
            return found
        form = "json" in request.headers.get("content-type", "")
        paths = json.loads(body)["paths"] if form else _form_values(body, "paths")
        files = found[1].files
        known = [files[p].info(p) for p in paths if p in files]
        folders = [
            {"type": "directory", "path": p, "oid": git_hash(p.encode()), "size": 0}
            for p in paths
            if p not in files and any(f.startswith(f"{p}/") for f in files)
        ]
        return JSONResponse([*known, *folders])

    def _resolve(self, kind: str) -> Callable[[Request, bytes], Response]:
        def resolve(request: Request, _: bytes) -> Response:
            found = self._found(request, kind)
            if isinstance(found, Response):
                return found
            entry = found[1].files.get(request.path_params["path"])
            head = {"X-Repo-Commit": found[1].oid}
            if entry is None:
                return _error(404, "Entry not found", "EntryNotFound", head)
            head |= {"ETag": f'"{entry.etag}"', "Accept-Ranges": "bytes"}
            if entry.sha256:
                head |= {"X-Linked-Etag": f'"{entry.sha256}"'}
                head |= {"X-Linked-Size": str(len(entry.content))}
            start = re.match(r"bytes=(\d+)-", request.headers.get("range", ""))
            rest = entry.content[int(start[1]) if start else 0 :]
            return Response(rest, 206 if start else 200, head, "application/octet-stream")

        return resolve


def _error(
    status: int, message: str, code: str = "", head: dict[str, str] | None = None
) -> Response:
    named = {"X-Error-Code": code} if code else {}
    return JSONResponse(
        {"error": message}, status, {**(head or {}), **named, "X-Error-Message": message}
    )


def _form_values(body: bytes, name: str) -> list[str]:
    from urllib.parse import parse_qs

    return parse_qs(body.decode()).get(name, [])


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
