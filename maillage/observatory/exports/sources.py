"""Say where each figure of the observatory comes from: the file, its year, its source, or that it is an estimate."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from maillage.observatory.assemble import AGES, HOUSEHOLDS, Communes, estimate
from maillage.observatory.models import DATASETS, Dataset, DatasetImport


@dataclass(frozen=True, kw_only=True)
class Said:
    """Hold what is said of the origin of a figure."""

    what: str
    source: str

    @property
    def words(self) -> str:
        """Return both in one sentence."""
        return _("%(what)s : %(source)s") % {"what": self.what, "source": self.source}


def sources(communes: Communes) -> list[Said]:
    """Return the origin of each figure that pages show."""
    told = estimate()
    return [
        _said(communes, AGES, _("Personnes de 75 ans ou plus"), told.aged_source),
        _said(communes, HOUSEHOLDS, _("Personnes de 75 ans ou plus vivant seules"), told.alone_source),
    ]


def _said(communes: Communes, dataset: str, what: str, otherwise: str) -> Said:
    """Return the origin of a figure: a file, or the published share that stands in for it."""
    load = communes.loads.get(dataset)
    if load is None:
        words = _(
            "estimation de démonstration : part publiée, appliquée à la population de chaque commune (%s)"
        )
        return Said(what=what, source=words % otherwise)
    words = _("%(source)s, %(year)d (fichier « %(file)s »)")
    named = {"source": DATASETS[dataset].source, "year": load.vintage, "file": load.file_name}
    return Said(what=what, source=words % named)


def in_one_line(communes: Communes) -> str:
    """Return the sources as the note of a map or the heading of a file says them."""
    return _("Source : %s.") % " ; ".join(one.words for one in sources(communes))


@dataclass(frozen=True, kw_only=True)
class Known:
    """Hold a declared file, and the load of it that serves, if there is one."""

    dataset: Dataset
    load: DatasetImport | None


def datasets(communes: Communes) -> list[Known]:
    """Return the declared files, each with the load that serves the day."""
    return [Known(dataset=dataset, load=communes.loads.get(code)) for code, dataset in DATASETS.items()]
