"""Every file of a pack and every column, declared once: type, range, meaning, default.

Reading, hints, messages and the table schemas of ``saylau pack schema`` come from here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from sim.core.language import ENGLISH, LANGUAGES, marked

PackKind = Literal[
    "id", "ids", "name", "text", "count", "number", "percent", "flag", "clock", "moment", "zone",
    "choice", "date",
]  # fmt: skip
"""What a cell holds: an id; ids separated by ``;``; printable text, short or long; a whole number
from 0; a number; a number whose decimals matter; yes or no; a clock time; a date with a clock time,
or the latter alone; an IANA time zone; one of a few words; a date."""

SETTINGS_FILE = "election.toml"
"""The settings of a pack, which are no table."""
MAP_FILE = "map.geojson"
"""The shapes of the areas of a pack, which are no table."""
REPORTED_NAMES = tuple(f"reported/{name}.csv" for name in ("turnout", "results", "arrivals"))
"""What was reported: see :mod:`sim.pack.files.declared_reported`."""
PAST_NAMES = ("past/turnout.csv", "past/arrival_prior.csv")
"""Turnout of other elections, and the prior of arrivals that was fitted to it."""
INDEPENDENT = marked("Independent")
"""Stands for the party of candidates whom no party nominates; a pack may translate it otherwise."""
YES, NO = ("yes", "true", "1"), ("no", "false", "0")
"""What a flag may say."""
SYSTEMS = {
    "plurality": "most votes win",
    "majority": "more than half of the votes win, else a runoff",
    "list-dhondt": "seats in proportion to votes, by D'Hondt's divisors 1, 2, 3 ...",
    "list-sainte-lague": "seats in proportion to votes, by Sainte-Laguë's divisors 1, 3, 5 ...",
    "question": "answers to a question, such as Yes and No",
}
"""How a contest is decided, by the word in ``contests.csv``."""
LARGEST_COUNT = 1_000_000_000
SITE = "site"
"""Stands for the level of sites, below those of areas."""


@dataclass(frozen=True, slots=True)
class PackColumn:
    """A column of a file of a pack."""

    name: str
    kind: PackKind
    meaning: str
    unit: str = ""
    required: bool = False
    """Whether the file must have the column, and every row a value in it."""
    low: float = 0
    high: float = LARGEST_COUNT
    """Range of a number, ends included."""
    values: tuple[str, ...] = ()
    """Words that a choice may be."""
    default: str = ""
    """What stands in for an empty cell or a column that is left out."""


@dataclass(frozen=True, slots=True)
class PackFile:
    """A CSV file of a pack."""

    name: str
    meaning: str
    columns: tuple[PackColumn, ...]
    key: tuple[str, ...]
    """Columns that together are unique."""
    required: bool = False

    def find(self, name: str) -> PackColumn | None:
        """Return the column of a name, if it is declared."""
        return next((column for column in self.columns if column.name == name), None)

    def with_levels(self, levels: tuple[str, ...]) -> PackFile:
        """Return the file with a required column of ids for each level, after the first."""
        first, *rest = self.columns
        added = [
            PackColumn(level, "id", f"area of level {level} that the site lies in", required=True)
            for level in levels
        ]
        return replace(self, columns=(first, *added, *rest))


SITES_FILE = PackFile(
    "sites.csv",
    "one row per polling site; besides these, one column for each of the levels of election.toml",
    (
        PackColumn("site", "id", "id of the site", required=True),
        PackColumn("name", "name", "its name", default="its id"),
        PackColumn("registered", "count", "voters on its list; 0 where voters of other sites vote",
                   "voters", default="0, and expected_voters is needed"),
        PackColumn("expected_voters", "count", "voters who are expected to come", "voters",
                   default="expected_turnout_pct of election.toml, of registered"),
        PackColumn("voted_before", "count", "voters who vote before election day, by mail or "
                   "early; they are not among expected_voters", "voters", default="none"),
        PackColumn("provisional", "count", "ballots cast at the site whose voters are examined "
                   "later; they are not among expected_voters", "ballots", default="none"),
        PackColumn("place", "id", "building; sites in one building have the same",
                   default="a separate building"),
        PackColumn("members", "count", "members of its commission", "members", low=1, high=1000,
                   default="five, or more if its desks need them"),
        PackColumn("desks", "count", "check-in desks", "desks", low=1, high=1000,
                   default="registered voters ÷ register.registered_per_desk, rounded up"),
        PackColumn("booths", "count", "voting booths", "booths", low=1, high=1000,
                   default="registered voters ÷ register.registered_per_booth, rounded up; "
                   "at least two"),
        PackColumn("boxes", "count", "ballot boxes", "boxes", low=1, high=1000,
                   default="registered voters ÷ register.registered_per_box, rounded up"),
        PackColumn("distance_km", "number", "road to the place that takes in its protocol", "km",
                   high=20_000, default="from lat and lon, else register.distance_mean_km"),
        PackColumn("lat", "number", "latitude of the site, degrees north; with lon in place of "
                   "distance_km", "degrees", low=-90, high=90),
        PackColumn("lon", "number", "longitude of the site, degrees east", "degrees", low=-180,
                   high=180),
        PackColumn("opens", "clock", "when its doors open, local time",
                   default="opens of election.toml"),
        PackColumn("closes", "clock", "when its doors close, local time; on the next day if it is "
                   "not after opens", default="closes of election.toml"),
        PackColumn("timezone", "zone", "its time zone", default="that of its area"),
        PackColumn("contests", "ids", "contests on its ballot", default="as contests.csv says"),
        PackColumn("ballot_style", "id", "ballot style; contests.csv says which contests it holds",
                   default="as contests.csv says"),
    ),
    ("site",),
    required=True,
)  # fmt: skip

AREAS_FILE = PackFile(
    "areas.csv",
    "one row per area of some levels: what is known of it besides its id",
    (
        PackColumn("area", "id", "id of the area, as in sites.csv", required=True),
        PackColumn("level", "id", "its level; needed where areas of two levels have the same id",
                   default="the level that has an area of that id"),
        PackColumn("parent", "id", "area of the level above that it lies in",
                   default="as sites.csv says"),
        PackColumn("name", "name", "its name", default="its id"),
        PackColumn("timezone", "zone", "its time zone", default="that of the area above"),
        PackColumn("intake", "name", "place that takes in the protocols of its sites; of areas of "
                   "level intake_at"),
        PackColumn("lat", "number", "latitude of that place, degrees north; the distance of sites "
                   "with lat and lon is measured to it", "degrees", low=-90, high=90,
                   default="the middle of its sites"),
        PackColumn("lon", "number", "longitude of that place, degrees east", "degrees", low=-180,
                   high=180, default="the middle of its sites"),
        PackColumn("clerks", "count", "clerks who take in protocols; of areas of level intake_at",
                   "clerks", low=1, high=10_000, default="commission.clerks"),
        PackColumn("vehicles", "count", "vehicles that fetch protocols; of areas of level "
                   "intake_at", "vehicles", low=1, high=10_000, default="commission.vehicles"),
        PackColumn("registered", "count", "voters on the lists of an area of the last level: "
                   "without sites.csv, its sites are generated", "voters"),
        PackColumn("expected_voters", "count", "of these, voters who are expected to come",
                   "voters", default="expected_turnout_pct of election.toml, of registered"),
        PackColumn("sites", "count", "number of its sites", "sites", low=1, high=100_000,
                   default="registered voters ÷ half of register.site_registered_max, rounded up"),
    ),
    ("level", "area"),
)  # fmt: skip

CONTESTS_FILE = PackFile(
    "contests.csv",
    "one row per contest, in the order of counting; not needed for a single contest",
    (
        PackColumn("contest", "id", "id of the contest", required=True),
        PackColumn("name", "name", "its name", default="its id"),
        PackColumn("vote_for", "count", "most candidates that a voter may mark", "candidates",
                   low=1, high=1000, default="1"),
        PackColumn("seats", "count", "seats to be filled", "seats", low=1, high=10_000,
                   default="vote_for"),
        PackColumn("system", "choice", "how it is decided: " + "; ".join(
                   f"{word}: {meaning}" for word, meaning in SYSTEMS.items()),
                   values=tuple(SYSTEMS), default="law.system of election.toml, else plurality"),
        PackColumn("area", "ids", "areas whose sites vote in it", default="all sites"),
        PackColumn("sites", "ids", "sites that vote in it", default="all sites"),
        PackColumn("ballot_styles", "ids", "ballot styles of sites.csv that hold it",
                   default="all sites"),
    ),
    ("contest",),
)  # fmt: skip

CANDIDATES_FILE = PackFile(
    "candidates.csv",
    "one row per candidate of a contest, or answer to a question",
    (
        PackColumn("contest", "id", "id of the contest", default="the only contest"),
        PackColumn("candidate", "name", "name of the candidate, without ;", required=True),
        PackColumn("party", "id", "party that nominates the candidate", default="independent"),
        PackColumn("incumbent", "flag", "whether the candidate holds the office", default="no"),
        PackColumn("expected_pct", "number", "expected share of the votes of the contest", "%",
                   high=100),
    ),
    ("contest", "candidate"),
    required=True,
)  # fmt: skip

EXPECTED_FILE = PackFile(
    "expected.csv",
    "expected shares of candidates where they differ by area; the deepest area that names a site "
    "decides, and with expected_pct in candidates.csv the whole contest has those shares",
    (
        PackColumn("area", "id", "id of the area", required=True),
        PackColumn("level", "id", "its level; needed where areas of two levels have the same id",
                   default="the level that has an area of that id"),
        PackColumn("contest", "id", "id of the contest", default="the only contest"),
        PackColumn("candidate", "name", "name of the candidate", required=True),
        PackColumn("expected_pct", "number", "expected share of the votes of the contest there",
                   "%", required=True, high=100),
    ),
    ("level", "area", "contest", "candidate"),
)  # fmt: skip

NAMES_FILE = PackFile(
    "names.csv",
    "names in other languages: one row per name of an area, a party or its abbreviation, a "
    "contest, a candidate or an answer, or of what areas are called, such as county",
    (
        PackColumn("name", "name", "the name as in the other files, or an id without a name",
                   required=True),
        *(PackColumn(code, "name", f"the name in {name}", default="the name itself")
          for code, name in LANGUAGES.items() if code != ENGLISH),
    ),
    ("name",),
)  # fmt: skip

PACK_FILES = (
    SITES_FILE, AREAS_FILE, CONTESTS_FILE, CANDIDATES_FILE, EXPECTED_FILE, NAMES_FILE,
)  # fmt: skip
"""The CSV files of a pack."""
FILES = (
    SETTINGS_FILE, *(file.name for file in PACK_FILES), MAP_FILE, *REPORTED_NAMES, *PAST_NAMES,
)  # fmt: skip
"""Names of the files of a pack, in the order in which their faults are listed."""


@dataclass(frozen=True, slots=True)
class PackKey:
    """A key of ``election.toml``."""

    name: str
    rule: str
    """What its value must be, as a sentence without its subject."""
    meaning: str
    required: bool = False
    default: str = ""


KEYS = (
    PackKey("name", "must be lower-case letters, digits, - and _, since it names a folder",
            "short name", required=True),
    PackKey("title", "must be a text of 1 to 80 characters, no space around it", "full name",
            required=True),
    PackKey("date", "must be a date such as 2024-11-05, without quotes", "election day",
            required=True),
    PackKey("timezone", "must be the IANA name of a time zone, such as America/Denver",
            "time zone of the capital; areas and sites may have others", required=True),
    PackKey("opens", "must be a clock time such as 08:00:00", "when doors open, local time",
            required=True),
    PackKey("closes", "must be a clock time such as 20:00:00", "when doors close, local time; on "
            "the next day if it is not after opens", required=True),
    PackKey("levels", "must be a list of different texts, each a column of sites.csv and none of "
            "the columns that it has anyway", "columns of sites.csv that name the areas of a "
            "site, top down", default="no areas"),
    PackKey("report_by", "must be one of levels", "level whose areas tables are made for",
            default="the first level"),
    PackKey("intake_at", "must be one of levels", "level whose areas take in protocols",
            default="the last level"),
    PackKey("expected_turnout_pct", "must be a number from 0 to 100", "expected turnout, in % of "
            "registered voters, of sites without expected_voters"),
    PackKey("parties", "must be tables [parties.X] with name, abbreviation and colour, all "
            'optional, colour as "#rrggbb"; with published totals also self_nominated and '
            "incumbents, true or false", "parties, by the id in candidates.csv",
            default="those in candidates.csv"),
    PackKey("nation", "must be a table with name and, optionally, code and iso_3166_2, true "
            "or false", "what all areas together are called, in a pack of published totals, and "
            "whether codes of areas are those of ISO 3166-2, after the nation's",
            default="ALL, and the title"),
    PackKey("basis", "must be a table of texts", "sources or assumptions of defaults of the "
            "model, by dotted key"),
    PackKey("credits", "must be a table of texts", "how pictures name sources: news, article"),
    PackKey("law", "must be a table [law] of switches", "switches of the law: ballots delivered, "
            "against all, ties, majorities, members; see docs/your-election.md",
            default="as saylau pack check says"),
    PackKey("sources", "must be a text, or a list of texts", "where the values come from"),
    PackKey("source", "must be tables [[source]] with text and, optionally, url and notes, a "
            "list of texts", "where the values come from, and what was found there"),
)  # fmt: skip
"""The keys of ``election.toml`` besides the sections of the model."""
MODEL_SECTIONS = (
    "register", "turnout", "arrivals", "choice", "outcome", "swing", "polling", "counting",
    "commission", "announcements", "calibration", "incident", "target",
)  # fmt: skip
"""Sections of a scenario file that ``election.toml`` may have, too."""
