"""Plays a CVAT on loopback, as far as the bridge speaks to one.

It is not a CVAT: what it does is what CVAT's documentation and sources say of these calls. What is real is the contract:
every body that it is sent, every name in a query, and every answer that it gives is checked against the models that CVAT
generates from its OpenAPI document (cvat-sdk); what does not follow it is answered with 400 or 599.

Prints its port. /test/fail {"path": P} lets the next POST to P end with 500.
"""

import http.server
import json
import re
import sys
import urllib.parse
from datetime import datetime, timedelta, timezone

from cvat_sdk import models
from cvat_sdk.api_client import ApiClient, Configuration
from cvat_sdk.api_client.model_utils import ModelNormal, validate_and_convert_types

TOKEN = "an-access-token-of-cvat"
BEGIN = datetime(2026, 11, 29, 10, 0, 0, 123456, tzinfo=timezone.utc)
CONFIGURATION = Configuration()
API = ApiClient(CONFIGURATION)
LISTS = {
    "/api/projects": API.projects_api.list_endpoint,
    "/api/labels": API.labels_api.list_endpoint,
    "/api/tasks": API.tasks_api.list_endpoint,
    "/api/jobs": API.jobs_api.list_endpoint,
    "/api/comments": API.comments_api.list_endpoint,
    "/api/issues": API.issues_api.list_endpoint,
}


class Refused(Exception):
    def __init__(self, status, why):
        super().__init__(why)
        self.status = status


def unknown(value, path="body"):
    """Members that a model does not have; it takes them in silence."""
    if isinstance(value, list):
        for number, one in enumerate(value):
            yield from unknown(one, f"{path}[{number}]")
    if isinstance(value, ModelNormal):
        for name, one in value._data_store.items():
            if name not in value.attribute_map:
                yield f"{path}.{name}"
            yield from unknown(one, f"{path}.{name}")


def follows(model, value):
    read = validate_and_convert_types(
        value, (model,), ["body"], spec_property_naming=True, _check_type=True, configuration=CONFIGURATION
    )
    strange = list(unknown(read))
    if strange:
        raise ValueError(f"not in the contract: {strange}")


class Cvat:
    def __init__(self):
        self.changes = 0
        self.failing = set()
        self.made = {}  # by kind and number

    def now(self):
        self.changes += 1
        return (BEGIN + timedelta(seconds=self.changes)).isoformat().replace("+00:00", "Z")

    def make(self, kind, **members):
        number = sum(1 for of, _ in self.made if of == kind) + 1
        while (kind, number) in self.made:
            number += 1
        self.made[kind, number] = {"id": number, **members}
        return self.made[kind, number]

    def all(self, kind):
        return [one for (of, _), one in sorted(self.made.items()) if of == kind]

    def get(self, kind, number):
        if (kind, int(number)) not in self.made:
            raise Refused(404, "Not found.")
        return self.made[kind, int(number)]

    def add_labels(self, project, labels):
        for label in labels:
            if any(l["project_id"] == project and l["name"] == label["name"] for l in self.all("label")):
                raise Refused(400, "All label names must be unique")
            spec = [
                {**attribute, "id": 100 * (len(self.all("label")) + 1) + place}
                for place, attribute in enumerate(label.get("attributes", []))
            ]
            self.make("label", name=label["name"], type=label.get("type", "any"), attributes=spec, project_id=project,
                      has_parent=False)

    def load(self, task):
        """What the work on a picture ends with: a job of one frame, or an error."""
        job = self.make("job", task_id=task["id"], project_id=task["project_id"], state="new", stage="annotation",
                        type="annotation", start_frame=0, stop_frame=0, updated_date=self.now(), assignee=None)
        self.made["annotations", job["id"]] = {"version": 0, "tags": [], "shapes": [], "tracks": []}

    def put_annotations(self, job, body):
        labels = {l["id"]: l for l in self.all("label") if l["project_id"] == job["project_id"]}
        for number, one in enumerate(body["shapes"] + body["tags"]):
            if one["label_id"] not in labels or one["frame"] != 0:
                raise Refused(400, "label_id or frame is not of this job")
            specs = {a["id"] for a in labels[one["label_id"]]["attributes"]}
            if any(a["spec_id"] not in specs for a in one.get("attributes", [])):
                raise Refused(400, "spec_id is not of this label")
            one["id"] = 1000 * self.changes + number + 1
        for shape in body["shapes"]:
            points = shape["points"]
            if shape["type"] == "rectangle" and len(points) != 4:
                raise Refused(400, "a rectangle has two corners")
            if shape["type"] == "mask":
                left, top, right, bottom = points[-4:]
                if sum(points[:-4]) != (right - left + 1) * (bottom - top + 1):
                    raise Refused(400, "the runs do not fill the mask")
        job["updated_date"] = self.now()
        self.made["annotations", job["id"]] = {"version": 0, "tracks": [], **body}


def holds(rule, row):
    """A JSON logic filter, as far as CVAT builds it into its question to the database."""
    operator, arguments = next(iter(rule.items()))
    if operator == "or":
        return any(holds(one, row) for one in arguments)
    if operator == "in":
        return arguments[0] in row[arguments[1]["var"]]
    if operator == ">":
        return row[arguments[0]["var"]] > arguments[1]
    raise Refused(400, f"filter: {operator} is not played here")


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    cvat = Cvat()

    def log_message(self, *_):
        pass

    def answer(self, status, value, model=None):
        if model is not None:
            try:
                follows(model, value)
            except Exception as wrong:
                status, value = 599, {"detail": f"this answer does not follow the contract: {wrong}"}
        body = b"" if value is None else json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def handle_call(self):
        address = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(address.query))
        text = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        try:
            body = json.loads(text) if text else None
            if address.path == "/test/fail":
                self.cvat.failing.add(body["path"])
                return self.answer(200, {})
            if self.headers.get("Authorization") != "Bearer " + TOKEN:
                return self.answer(401, {"detail": "Invalid token."})
            if self.command == "POST" and address.path in self.cvat.failing:
                self.cvat.failing.discard(address.path)
                return self.answer(500, {"detail": "asked to fail"})
            if self.command == "GET" and address.path in LISTS:
                return self.list(address.path, query)
            for method, pattern, call in CALLS:
                if method == self.command and (match := re.fullmatch(pattern, address.path)):
                    return call(self, body, *match.groups())
            raise Refused(404, f"{self.command} {address.path} is not played here")
        except Refused as refused:
            self.answer(refused.status, {"detail": str(refused)})
        except Exception as wrong:
            self.answer(400, {"detail": f"does not follow the contract: {wrong}"})

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_call

    # -- lists

    def list(self, path, query):
        known = set(LISTS[path].attribute_map.values()) | {"page", "page_size"}
        if set(query) - known:
            raise Refused(400, f"queries that {path} does not have: {set(query) - known}")
        kind = path.removeprefix("/api/").removesuffix("s")
        rows = self.cvat.all(kind)
        for name, value in query.items():
            if name in ("page", "page_size", "filter", "sort"):
                continue
            if name == "job_id" and kind == "issue":
                rows = [r for r in rows if r["job"] == int(value)]
            elif name == "job_id" and kind == "comment":
                rows = [r for r in rows if self.cvat.get("issue", r["issue"])["job"] == int(value)]
            else:
                rows = [r for r in rows if str(r.get(name)) == value]
        if "filter" in query:
            rule = json.loads(query["filter"])
            rows = [r for r in rows if holds(rule, r)]
        rows = sorted(rows, key=lambda r: r[query.get("sort", "id")])
        page, size = int(query.get("page", 1)), int(query.get("page_size", 10))
        part = rows[(page - 1) * size : page * size]
        more = page * size < len(rows)
        value = {
            "count": len(rows),
            "next": f"http://{self.headers['Host']}{path}?page={page + 1}" if more else None,
            "previous": None,
            "results": [self.told(kind, row) for row in part],
        }
        model = {"project": models.PaginatedProjectReadList, "label": models.PaginatedLabelList,
                 "task": models.PaginatedTaskReadList, "job": models.PaginatedJobReadList,
                 "comment": models.PaginatedCommentReadList, "issue": models.PaginatedIssueReadList}[kind]
        self.answer(200, value, model)

    def told(self, kind, row):
        """With what every answer of its kind has."""
        where = f"http://{self.headers['Host']}/api"
        if kind == "task":
            return {**row, "jobs": {"url": f"{where}/jobs", "count": 0, "completed": 0, "validation": 0}, "labels": {"url": f"{where}/labels"}}
        if kind == "job":
            return {**row, "issues": {"url": f"{where}/issues", "count": 0}, "labels": {"url": f"{where}/labels"}}
        if kind == "project":
            return {**row, "tasks": {"url": f"{where}/tasks", "count": 0}, "labels": {"url": f"{where}/labels"}}
        if kind == "issue":
            return {**row, "comments": {"url": f"{where}/comments", "count": 0}}
        return row

    # -- calls

    def make_project(self, body):
        follows(models.ProjectWriteRequest, body)
        project = self.cvat.make("project", name=body["name"])
        self.cvat.add_labels(project["id"], body["labels"])
        self.answer(201, self.told("project", project), models.ProjectRead)

    def show_project(self, _, number):
        self.answer(200, self.told("project", self.cvat.get("project", number)), models.ProjectRead)

    def change_project(self, body, number):
        follows(models.PatchedProjectWriteRequest, body)
        self.cvat.add_labels(int(number), body["labels"])
        self.show_project(None, number)

    def make_task(self, body):
        follows(models.TaskWriteRequest, body)
        self.cvat.get("project", body["project_id"])
        task = self.cvat.make("task", name=body["name"], project_id=body["project_id"], guide_id=None)
        self.answer(201, self.told("task", task), models.TaskRead)

    def show_task(self, _, number):
        self.answer(200, self.told("task", self.cvat.get("task", number)), models.TaskRead)

    def delete_task(self, _, number):
        self.cvat.get("task", number)
        del self.cvat.made["task", int(number)]
        for job in [j for j in self.cvat.all("job") if j["task_id"] == int(number)]:
            del self.cvat.made["job", job["id"]]
        self.answer(204, None)

    def load_data(self, body, number):
        follows(models.DataRequest, body)
        task = self.cvat.get("task", number)
        (picture,) = body["remote_files"]
        if not re.search(r"\.(jpg|png)$", urllib.parse.urlsplit(picture).path):
            raise Refused(400, "No media data found")
        self.cvat.made["picture", task["id"]] = picture
        request = f"action=create&target=task&id={task['id']}"
        self.cvat.made["request", request] = 0
        self.answer(202, {"rq_id": request}, models.RqId)

    def show_request(self, _, name):
        name = urllib.parse.unquote(name)
        looks = self.cvat.made["request", name]
        self.cvat.made["request", name] = looks + 1
        task = int(name.rsplit("=", 1)[1])
        broken = "missing" in self.cvat.made["picture", task]
        status = "queued" if looks == 0 else "started" if looks == 1 else "failed" if broken else "finished"
        if looks == 2 and not broken:
            self.cvat.load(self.cvat.get("task", task))
        value = {"id": name, "status": status, "message": "Failed to download" if broken else "",
                 "operation": {"type": "create:task", "target": "task", "task_id": task},
                 "created_date": "2026-11-29T10:00:00Z"}
        self.answer(200, value, models.Request)

    def show_meta(self, _, number):
        small = "small" in self.cvat.made["picture", int(number)]
        frame = {"width": 20 if small else 200, "height": 10 if small else 100, "name": "a.jpg", "related_files": 0}
        value = {"image_quality": 95, "start_frame": 0, "stop_frame": 0, "frame_filter": "", "size": 1,
                 "chunk_size": 1, "deleted_frames": [], "frames": [frame], "included_frames": None,
                 "storage": "local",
                 "chunks_updated_date": "2026-11-29T10:00:00Z", "cloud_storage_id": None}
        self.answer(200, value, models.DataMetaRead)

    def show_annotations(self, _, number):
        self.cvat.get("job", number)
        self.answer(200, self.cvat.made["annotations", int(number)], models.LabeledData)

    def put_annotations(self, body, number):
        follows(models.LabeledDataRequest, body)
        self.cvat.put_annotations(self.cvat.get("job", number), body)
        self.show_annotations(None, number)

    def show_job(self, _, number):
        self.answer(200, self.told("job", self.cvat.get("job", number)), models.JobRead)

    def change_job(self, body, number):
        follows(models.PatchedJobWriteRequest, body)
        job = self.cvat.get("job", number)
        if "assignee" in body:
            user = {"url": "http://127.0.0.1/api/users/1", "id": body["assignee"], "username": "maria",
                    "first_name": "", "last_name": ""}
            job["assignee"] = user
        job["state"] = body.get("state", job["state"])
        job["updated_date"] = self.cvat.now()
        self.show_job(None, number)

    def make_issue(self, body):
        follows(models.IssueWriteRequest, body)
        self.cvat.get("job", body["job"])
        message = body.pop("message")
        issue = self.cvat.make("issue", resolved=False, **body)
        self.cvat.make("comment", issue=issue["id"], message=message, created_date=self.cvat.now(),
                       updated_date=self.cvat.now())
        self.answer(201, self.told("issue", issue), models.IssueRead)

    def make_comment(self, body):
        follows(models.CommentWriteRequest, body)
        comment = self.cvat.make("comment", created_date=self.cvat.now(), updated_date=self.cvat.now(), **body)
        self.answer(201, comment, models.CommentRead)

    def make_guide(self, body):
        follows(models.AnnotationGuideWriteRequest, body)
        guide = self.cvat.make("guide", created_date=self.cvat.now(), updated_date=self.cvat.now(), **body)
        self.cvat.get("task", body["task_id"])["guide_id"] = guide["id"]
        self.answer(201, guide, models.AnnotationGuideRead)

    def show_guide(self, _, number):
        self.answer(200, self.cvat.get("guide", number), models.AnnotationGuideRead)


CALLS = [
    ("POST", "/api/projects", Handler.make_project),
    ("GET", r"/api/projects/(\d+)", Handler.show_project),
    ("PATCH", r"/api/projects/(\d+)", Handler.change_project),
    ("POST", "/api/tasks", Handler.make_task),
    ("GET", r"/api/tasks/(\d+)", Handler.show_task),
    ("DELETE", r"/api/tasks/(\d+)", Handler.delete_task),
    ("POST", r"/api/tasks/(\d+)/data/", Handler.load_data),
    ("GET", r"/api/tasks/(\d+)/data/meta", Handler.show_meta),
    ("GET", r"/api/requests/(.+)", Handler.show_request),
    ("GET", r"/api/jobs/(\d+)", Handler.show_job),
    ("PATCH", r"/api/jobs/(\d+)", Handler.change_job),
    ("GET", r"/api/jobs/(\d+)/annotations/", Handler.show_annotations),
    ("PUT", r"/api/jobs/(\d+)/annotations/", Handler.put_annotations),
    ("POST", "/api/issues", Handler.make_issue),
    ("POST", "/api/comments", Handler.make_comment),
    ("POST", "/api/guides", Handler.make_guide),
    ("GET", r"/api/guides/(\d+)", Handler.show_guide),
]

if __name__ == "__main__":
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    print(server.server_address[1], flush=True)
    server.serve_forever()
