"""The pipeline: a document in, its report out. The only place that joins the rooms."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from copy import copy
from dataclasses import replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, TypedDict

from mtcheck.analysis import Analysis
from mtcheck.checks.rule import Rule
from mtcheck.config import Config
from mtcheck.corpora.glossary import Glossary, read_glossaries
from mtcheck.corpora.memory_files import read_memory
from mtcheck.document.model import Document
from mtcheck.evidence import Evidence
from mtcheck.flag import Flag, Severity
from mtcheck.models import store
from mtcheck.models.readings import Estimate, WordSurprisal, WordTag
from mtcheck.provenance import with_provenance
from mtcheck.quality import quality_of
from mtcheck.report.model import DocumentReport, Report, SegmentScore
from mtcheck.selection import chosen_rules
from mtcheck.timing import Timing
from mtcheck.triage import beside_original, house_style, neighbours_joined, triage
from mtcheck.version import __version__

if TYPE_CHECKING:
    from mtcheck.alignment.memory import Lookup, MemoryMatch
    from mtcheck.alignment.model import Parallel
    from mtcheck.doubts import Doubt
    from mtcheck.models.language_model import Reading
    from mtcheck.models.parser import Parser
    from mtcheck.models.parser_process import ParserProcess
    from mtcheck.models.translator import Translator


class _House(TypedDict):
    vocabulary: frozenset[str]
    glossary: Glossary
    given_pivot: str | None


class _Beside(TypedDict, total=False):
    source: Parallel
    original: Parallel
    original_surprisals: tuple[tuple[WordSurprisal, ...], ...]
    estimates: tuple[Estimate | None, ...]
    memory: tuple[MemoryMatch | None, ...]


class Checker:
    """Checks documents one after the other with one configuration; models are loaded at the first document."""

    def __init__(
        self,
        config: Config | None = None,
        timing: Timing | None = None,
        *,
        rules: Iterable[Rule] | None = None,
        parser_apart: bool = False,
    ) -> None:
        """``timing``, where given, is told how long each stage and rule takes.

        ``rules`` are those to run, where it is not left to the configuration; none for scores alone.

        ``parser_apart`` loads the parser in a process of its own, beside the language model: a second less for a
        program that ends after a story or two, and nothing for one that stays.

        Raises ConfigError, GlossaryError or MemoryFileError where one of the house's files cannot be read, and
        TypeError where ``config`` is none.
        """
        if config is not None and not isinstance(config, Config):
            raise TypeError(f"config must be a Config, not {type(config).__name__}")
        self.config = Config() if config is None else config
        self._timing = timing
        self._parser_apart = parser_apart
        self._house: _House = {
            "vocabulary": self.config.words(),
            "glossary": read_glossaries(self.config.glossary),
            "given_pivot": self.config.pivot,
        }
        self._memory = read_memory(self.config.memory)
        self._translators: dict[str, Translator | None] = {}
        self._rules = chosen_rules(self.config) if rules is None else tuple(rules)

    def narrowed(self, config: Config, wanted: Callable[[Rule], bool]) -> Checker:
        """A checker for one request: this configuration, those rules of this one’s that are wanted, its house files.

        The models and the files of the house are not read again.
        """
        other = copy(self)
        other.config = config
        other._rules = tuple(rule for rule in self._rules if wanted(rule))
        other._house = {**self._house, "given_pivot": config.pivot}
        return other

    def check(self, document: Document, evidence: Evidence | None = None) -> DocumentReport:
        """Everything found in the document, by itself and beside the evidence.

        Raises `store.ModelError` where the models cannot be had, and `mtcheck.alignment.model.OtherStoryError`
        where the evidence belongs to another story.
        """
        analysis = self.analyse(document, evidence or Evidence())
        found = [self._weighed(flag) for rule in self._rules for flag in self._run(rule, analysis)]
        with self._stage("triage"):
            fitting = beside_original(house_style(found, analysis), analysis)
            sure = triage(fitting, min_confidence=self.config.least_confidence)
            kept = neighbours_joined(sure, document.text)
        with self._stage("probable source"):
            flags = tuple(with_provenance(kept, analysis, self._back_translation(kept, analysis)))
        fluency = None
        segments: Iterable[SegmentScore] = (
            SegmentScore(s.index, s.start, s.end, None, None) for s in document.segments
        )
        if analysis.surprisals is not None and analysis.fluency is not None:
            from mtcheck.models.fluency import document_fluency

            fluency = document_fluency(document, analysis.surprisals)
            segments = (
                SegmentScore(
                    s.index,
                    s.start,
                    s.end,
                    None if one is None else one.score,
                    sum(w.bits for w in words) / len(words) if words else None,
                )
                for s, one, words in zip(document.segments, analysis.fluency, analysis.surprisals, strict=True)
            )
        quality = quality_of(flags, document.words, None if fluency is None else fluency.score, self.config)
        return DocumentReport(
            document, quality, flags, tuple(segments), analysis.pivot, analysis.parallels(), analysis.estimates
        )

    def report(self, documents: Iterable[DocumentReport]) -> Report:
        """The documents' reports, with what they add up to."""
        done = tuple(documents)
        signature = self.signature(beside=any(one.parallels for one in done))
        return Report(done, __version__, signature, tuple(rule.card for rule in self._rules))

    def analyse(self, document: Document, evidence: Evidence) -> Analysis:
        """The document with all that is known of it, as far as the configuration allows."""
        with self._stage("alignment"):
            beside = self._beside(document, evidence)
        with self._stage("translation memory"):
            beside |= self._remembered(document, beside)
        analysis = Analysis(document, **self._house, **beside) if self.config.fast else self._read(document, beside)
        if self._timing is not None:
            for shared in ("mentions", "phrases", "pivot"):
                with self._stage(shared):
                    getattr(analysis, shared)
        return analysis

    def _read(self, document: Document, beside: _Beside) -> Analysis:
        """The document as the models read it."""
        with self._stage("loading models"):
            parsed = self._parser.start(document)
            from mtcheck.models import language_model
            from mtcheck.models.fluency import segment_fluency

            model = language_model.load()
        with self._stage("language model"):
            reading = model.read(document)
        with self._stage("parser"):
            parses = parsed()
        with self._stage("error tagger"):
            tags = self._tags(reading)
            doubts = None if tags is None else self._doubts(document, tags, reading)
        with self._stage("fluency"):
            fluency = segment_fluency(document, reading.words)
        return Analysis(
            document,
            parses=parses,
            surprisals=reading.words,
            tags=tags,
            doubts=doubts,
            fluency=fluency,
            gain=partial(model.gain, document),
            **self._house,
            **beside,
        )

    @cached_property
    def _parser(self) -> Parser | ParserProcess:
        if self._parser_apart:
            from mtcheck.models.parser_process import ParserProcess

            return ParserProcess()
        from mtcheck.models import parser

        return parser.load()

    def _run(self, rule: Rule, analysis: Analysis) -> tuple[Flag, ...]:
        with self._stage(rule.code):
            return tuple(rule.flags(analysis))

    def _stage(self, name: str) -> AbstractContextManager[None]:
        return nullcontext() if self._timing is None else self._timing.stage(name)

    def _tags(self, reading: Reading) -> tuple[tuple[WordTag, ...], ...] | None:
        """What the error tagger says of each word, where a rule wants to know."""
        if not any("tags" in rule.needs for rule in self._rules):
            return None
        from mtcheck.models import tagger

        return tagger.load().tag(reading)

    def _doubts(self, document: Document, tags: tuple[tuple[WordTag, ...], ...], reading: Reading) -> tuple[Doubt, ...]:
        from mtcheck.doubts import doubts

        return tuple(doubts(document, tags, reading.words))

    def _back_translation(self, flags: Iterable[Flag], analysis: Analysis) -> Parallel | None:
        """The flagged sentences in the probable pivot language, where that is asked for and nothing better is given."""
        if not self.config.back_translate or analysis.parallels() or analysis.pivot is None:
            return None
        from mtcheck.alignment.back_translation import back_translate, beside
        from mtcheck.alignment.parallel import link_words
        from mtcheck.models import encoder

        language = analysis.pivot.language
        wanted = {analysis.document.segment_at(flag.start) for flag in flags}
        translator = self._translator(language) if wanted else None
        if translator is None:
            return None
        texts = [segment.text if segment.index in wanted else "" for segment in analysis.segments]
        states = encoder.load_for_words().states
        return beside(
            analysis.document, back_translate(texts, translator), language, partial(link_words, word_states=states)
        )

    def _translator(self, language: str) -> Translator | None:
        """What translates English into the language, loaded once for all stories; raises `store.ModelError`."""
        from mtcheck.models.translator import available

        if language not in self._translators:
            self._translators[language] = available("en", language, self.config.translators)
        return self._translators[language]

    def _beside(self, document: Document, evidence: Evidence) -> _Beside:
        """The evidence laid beside the story, and what quality estimation says with it."""
        if evidence.source is None and evidence.original is None:
            return {}
        from mtcheck.alignment.estimates import estimate_beside
        from mtcheck.alignment.parallel import lay_beside
        from mtcheck.models import encoder, quality

        embed = encoder.load().embed
        states = encoder.load_for_words().states
        out: _Beside = {}
        if evidence.source is not None:
            out["source"] = lay_beside(document, evidence.source, "source", evidence.language, embed, states)
        if evidence.original is not None:
            out["original"] = lay_beside(document, evidence.original, "original", "en", embed, states)
        out["estimates"] = estimate_beside(out.get("original") or out["source"], quality.load())
        if evidence.original is not None and not self.config.fast:
            from mtcheck.models import language_model

            out["original_surprisals"] = language_model.load().surprisals(evidence.original)
        return out

    def _remembered(self, document: Document, beside: _Beside) -> _Beside:
        """The nearest unit of the house's memory for each segment, by its source where that is known."""
        if not self._memory.units:
            return {}
        sources = [""] * len(document.segments)
        source = beside.get("source")
        for bead in source.beads if source is not None else ():
            if source is not None and len(bead.left) == 1:
                sources[bead.left[0]] = source.text_of(bead.right)
        return {"memory": tuple(self._lookup.nearest([s.text for s in document.segments], sources))}

    @cached_property
    def _lookup(self) -> Lookup:
        from mtcheck.alignment.memory import Lookup
        from mtcheck.models import encoder

        return Lookup(self._memory, lambda texts: encoder.load().embed(texts))

    def signature(self, *, beside: bool = False) -> str:
        """What made the report, in the manner of sacrebleu's signature: version, rules and models.

        ``beside`` says that stories were laid beside other texts, for which there are models of their own.
        """
        digest = hashlib.sha256()
        for rule in self._rules:
            severity = self._severity(rule.code, rule.severity)
            digest.update(f"{rule.code} {rule.name} {severity} {rule.confidence} {rule.documentation}\n".encode())
        rules = f"mtcheck:{__version__}|rules:{len(self._rules)}:{digest.hexdigest()[:8]}"
        parts = [rules, "lm:none"]
        if not self.config.fast:
            parts = [rules, f"lm:{':'.join(store.SMOLLM2.signature)}", f"tagger:{store.digest(store.ERROR_TAGGER)}"]
        if beside or self._memory.units:
            parts.append(f"encoder:{':'.join(store.MULTILINGUAL_E5.signature)}")
        if beside:
            from mtcheck.models import encoder, quality

            parts += [f"words:{store.digest(encoder.WORD_WEIGHTS)}", f"quality:{store.digest(quality.WEIGHTS)}"]
        return "|".join(parts)

    def _severity(self, code: str, severity: Severity) -> Severity:
        own = self.config.rules.get(code)
        return own.severity if own is not None and own.severity is not None else severity

    def _weighed(self, flag: Flag) -> Flag:
        severity = self._severity(flag.code, flag.severity)
        return flag if severity is flag.severity else replace(flag, severity=severity)
