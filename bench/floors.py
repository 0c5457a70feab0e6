"""Floors: plain Django views that do the least a page could do.

Each goes through the same middleware, signed-in session and base layout, runs one query, and
renders the same rows with the same cells as the page it is compared with. No filter choices, no
rules about who sees what, no paging.
"""

import csv
from io import StringIO

from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cycle.models import Standing
from projects.models import Project
from record.models import Act

ROW = (
    "reference",
    "title",
    "approach",
    "programme__name",
    "standing__stage_name",
    "standing__rag_name",
    "standing__rag_reason",
    "standing__rag_on",
)


@login_required
def floor_list(request: HttpRequest) -> HttpResponse:
    rows = Project.objects.order_by("-number").values(*ROW)[:50]
    return render(request, "bench/list.html", {"rows": rows, "section": "projects"})


@login_required
def floor_project(request: HttpRequest, reference: str) -> HttpResponse:
    """One query for the ten changes; the project's own words come with them."""
    project = request.GET["key"]
    acts = Act.objects.filter(project_key=project).order_by("-id")[:10]
    return render(request, "bench/project.html", {"acts": acts, "section": "projects"})


@login_required
def floor_home(request: HttpRequest) -> HttpResponse:
    rows = (
        Standing.objects.filter(project__partnership__code="moray")
        .values("phase", "stage_name", "rag_name")
        .annotate(count=Count("pk"))
        .order_by("phase", "stage_name", "rag_name")
    )
    return render(request, "bench/home.html", {"rows": rows, "section": "home"})


@login_required
def floor_search(request: HttpRequest) -> HttpResponse:
    words = request.GET["q"]
    rows = Project.objects.filter(title__icontains=words).values(*ROW, "purpose")[:50]
    return render(request, "bench/search.html", {"rows": rows, "section": "projects"})


@login_required
def floor_csv(request: HttpRequest) -> HttpResponse:
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(ROW)
    writer.writerows(Project.objects.order_by("-number").values_list(*ROW)[:500])
    return HttpResponse(text.getvalue(), content_type="text/csv")
