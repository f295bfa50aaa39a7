"""What the words around a name tell: that it acts, employs people, is only a place, is only cited."""

import re
from typing import Final

from graph.extract.gazetteer import Heads
from graph.extract.page import Analysis

_ADVERB: Final = (
    r"(?:\s+(?:also|now|already|recently|reportedly|meanwhile|officially|quietly|temporarily|briefly|"
    r"even|itself|"
    r"still|then|both|all|too|not|never|formally|effectively|since|just|once|only|too,|[a-z]+ly))*"
)
_POLICY: Final = (
    r"(?:ban|bann|bar|barr|block|restrict|prohibit|forbid|forbad|forbidd|outlaw|limit|suspend|paus|halt|"
    r"stopp?|curb|"
    r"disallow|disabl|lift|revers|overturn|relax|eas|allow|permit|approv|authoris|authoriz|requir|mandat|"
    r"order|instruct|"
    r"direct|tell|told|warn|ask|urg|advis|caution|encourag|adopt|introduc|impos|issu|announc|unveil|"
    r"publish|releas|"
    r"replac|switch|dropp?|revok|rescind|scrapp?|withdr|cut|clamp|crack|tighten|loosen|reject|refus|"
    r"accept|declin|"
    r"investigat|prob|examin|open|launch|roll|deploy|embrac|join|follow|amend|updat|chang|revis|draft|"
    r"pull|put|shut|keep|kept|let|got|tak|took|mov|made|mak|set|sent|den|confirm|impl|enact|enforc|rul|vot|"
    r"pledg|promis|vow|tag|ditch|nix|axe|axing|ax|oust|greenlight|commit|propos|conclud|opt|choos|chose|"
    r"insist|shelv|dump|bann|sign|blacklist|whitelist|hir|us|offer|provid|plan|want|consider|need|expect|"
    r"discourag|decid|say|said|add|"
    r"tie|gav|giv|gone|went|found|became|becom|recommend|remind|alert|reinstat|restor|end|threaten|"
    r"fil|su|fin|demand|defin|clarif|advocat|claim|begin|began|start|handl|treat|view|see|tri|try|test|"
    r"pilot|trial|bought|buy|licens|monitor|track|count|rat|grad|sack|fir|disciplin|punish|remov|delet|"
    r"label|mark|flag)"
    r"(?:s|es|ed|ned|red|ped|ing|ning|ring|ping|ies|ied|e|en|ten|n|d|rew|rawn|ew)?\b"
)
_AUX: Final = (
    r"(?:has|have|had|is|was|are|were|will|would|won't|can|could|may|might|must|does|did|doesn't|didn't|"
    r"hasn't|isn't|wasn't|wouldn't|no longer|to)\b"
)
_ASIDE: Final = re.compile(
    r"^,\s(?:for (?:its|their) part|according to [\w ]{3,20}|too|meanwhile|however|by contrast|"
    r"on the other hand|in turn|like [\w ]{3,20}|which [\w ']{3,40}|for example|for instance|"
    r"the [\w ]{3,40}|an? [\w -]{3,40}),"
)
_STAFF: Final = (
    r"(?:employees?|staff(?:ers)?|engineers?|workers?|workforce|officials?|executives?|managers?|"
    r"management|lawyers?|"
    r"developers?|bosses|leadership|insiders?|spokes(?:man|woman|person|people)|memo|policy|policies|ban|"
    r"bans|rules?|"
    r"guidelines?|guidance|board|directors?|contractors?|personnel|students?|teachers?|professors?|"
    r"researchers?|"
    r"members?|maintainers?|contributors?|moderators?|users|customers?|agents?|partners?|reviewers?|"
    r"drivers|pilots|nurses|doctors|judges|clients|authors|subscribers|traders|bankers|nurses|auditors|"
    r"consultants|associates|journalists|reporters|editors|recruiters|programmers?|scientists?|faculty|"
    r"networks?|devices|laptops|computers|e-?mail|statement|notice|announcement|decision|order|legal|IT|"
    r"chief|CEO|CTO|"
    r"CISO|CFO|CIO|COO|CRO|president|chairman|founder|head|ministers?|government|administration|move|"
    r"stance|crackdown|"
    r"prohibition|restrictions?|veto|block|offices|unit|division|department|team|workplace|"
    r"code of conduct|terms|council|"
    r"lower house|parliament|authorities|regulator|watchdog|schools|agencies|directive|approach|reversal|"
    r"U-turn|u-turn)\b"
)
_ACTS: Final = re.compile(
    rf"{_ADVERB}\s+(?:{_AUX}{_ADVERB}\s+)?{_POLICY}|\s+(?:has|have|had|will|does|is|isn't|hasn't|"
    rf"doesn't)\b|'s\s+(?:\w+\s+){{0,3}}?{_STAFF}"
)
_RULES: Final = re.compile(
    rf"{_ADVERB}\s+(?:{_AUX}{_ADVERB}\s+)?(?!said|say|add|report|publish|wrote|writ|not|found|confirm|"
    rf"see|view|claim|quot|announc|cit|"
    rf"ask|told\s+(?!its|staff|employees|journalists|workers|reporters|writers)|tell|releas|updat|"
    rf"us(?:es|ed)?\b){_POLICY}|(?:'s)?\s+(?:newsroom|journalists|reporters|writers|staff|employees|"
    rf"editors|contributors|policy on|policy|guidelines|ban on)\b"
)
_EMPLOYS: Final = re.compile(
    rf"(?:'s?)?\s+(?:(?:own|new|top|senior|chief|former|internal|global|acting|legal|security|in-house|"
    rf"tech|\d[\d,]*)\s+){{0,2}}{_STAFF}"
)
_LIST_ON: Final = re.compile(r",?\s+(?:and|or|as well as|&)\s+|,\s+")
_APPOSED: Final = re.compile(
    r",\s+(?:which|whose|who|where|a|an|the|one|its|home|based|maker|owner|parent|long)\b|\s+\("
)
_PLACE_BEFORE: Final = re.compile(
    r"\b(?:in|across|throughout|from|within|outside|near|around|to|into|of|inside|via|through|over|under|"
    r"against|between|toward|towards|than|"
    r"downtown|central|north|south|east|west|northern|southern|eastern|western|visiting|"
    r"leaving)\s+(?:the\s+)?$"
)
_BANNED_IN: Final = re.compile(
    r"\b(?:public|state|government|state-run) (?:schools?|agencies|hospitals|universities|devices|"
    r"employees|workers) in (?:the )?$|"
    r"\b(?:ban(?:ned|s)?|block(?:ed|s)?|barred|forbidden|prohibited|restricted|outlawed|illegal|"
    r"unavailable|suspended|investigated|accessible|"
    r"off limits|back|available again|lifted)\s+(?:\w+\s+){0,2}?(?:in|across|throughout|by)\s+(?:(?:all|"
    r"most|the|of|parts|schools|public)\s+){0,4}$"
)
_CITED_BEFORE: Final = re.compile(
    r"\b(?:according to|told|reported by|cited by|citing|seen by|reviewed by|obtained by|viewed by|"
    r"quoted by|quotes?|"
    r"interview with|in|from|via|speaking to|spoke to|report (?:by|from|in)|by|as|first|to|and|per|"
    r"with)\s+(?:the\s+)?$"
)
_CORPORATE: Final = re.compile(
    r"\b(?:at|by|inside|within|for|from|of|joins?|like|including|as)\s+(?:the\s+)?$"
)
_HOUSED: Final = re.compile(
    r"(?:\b(?:inside|within|joins?|joining|followed|following|including)|(?:^|[\s(])[Aa]t|\b(?:in place|"
    r"policy|rule|ban|banned|blocked|barred|forbidden|prohibited|restricted|notice|imposed|issued|"
    r"adopted|used|lifted|set|announced|people|staff|employees|allowed|permitted)\s(?:at|"
    r"by))\s(?:the\s)?$"
)
_CAPITAL_AFTER: Final = re.compile(
    r"[ -](?!CEO|CTO|CIO|CFO|CISO|COO|President|Chief|AI\b|IT\b|API|R1)[A-ZÀ-Þ]\w|[ ]?&|-[A-Z]|\.\w"
)
_CAPITAL_BEFORE: Final = re.compile(r"[A-ZÀ-Þ][\w'.]*[ -]$|&\s?$|[#@/]$|\bthe\s\w+-$")
_PUBLIC: Final = re.compile(
    r"(?:'s)?\s(?:(?:state|city|county|federal|national|prefectural|provincial|regional|municipal|"
    r"central|local|own|finance|defen[cs]e|foreign|health|"
    r"education|industry|trade|digital|interior|justice|public|science|economy|labou?r|"
    r"science and technology|data|top|many|several|[A-Z][a-z]+)\s){0,3}?"
    r"(?:government|authorities|cabinet|administration|civil servants?|civil service|public servants|"
    r"public sector|officials|ministry|ministries|ministers?|"
    r"agencies|state employees|government employees|state workers|city workers|lawmakers|schools|"
    r"education department|school system|departments?|"
    r"Ministry|Ministries|Department|Gov\.|Governor|governor|President|Prime Minister|prime minister|"
    r"[Pp]remier|[Cc]hancellor|[Mm]ayor|Minister|Attorney General|"
    r"devices|employees|bureaucracy|state devices|defence forces|[Ss]tate [Ss]ecretary)(?![\w-])"
)
_PAST: Final = re.compile(
    r"(?:\s[a-z]+ly|\s(?:also|now|then|meanwhile|too|itself))?\s(?:is|was|were|are|left|leaves|kept|"
    r"lets?|took|gave|went|stood|chose|sought|drew|brought|held|made|"
    r"wrote|became|began|did|does|[a-z]{3,}ed)\b(?!-)"
)
_ASKED: Final = re.compile(
    r"\b(?:[Cc]ould|[Ww]ill|[Ww]ould|[Ss]hould|[Ii]s|[Hh]as|[Dd]id|[Dd]oes|[Aa]re|[Cc]an|[Ww]hy did|"
    r"[Ww]hy has)\s(?:the\s)?$"
)
_CITES: Final = re.compile(
    r"(?:'s)?,?\s(?:first |also |later |has |had |then )*(?:reports?|reported|writes|wrote|adds|added|"
    r"found|notes?|noted|quotes?|quoted|says|said|learned|"
    r"learnt|asked|revealed|reveals|claims?|claimed|broke|confirmed|review|investigation|article|"
    r"interview|account|story|reporter|journalist|column|piece|headline)\b|\.?$"
)
_CAPITAL_JUST_BEFORE: Final = re.compile(r"(?:^|[^.!?:\s]\s)[A-ZÀ-Þ][\w&]*\s$")
_USED: Final = re.compile(
    r"\b(?:us(?:e|es|ed|ing|age of)|use of|block(?:s|ed|ing)?|bann?(?:s|ed|ing)?|barr?(?:s|ed|ing)?|"
    r"allow(?:s|ed|ing)?|access to|prohibit(?:s|ed|ing)?|forbid(?:s|ding)?|forbade|"
    r"restrict(?:s|ed|ing)?|permit(?:s|ted|ting)?|approv(?:e|es|ed|ing)|adopt(?:s|ed|ing)?|offer(?:s|ed|"
    r"ing)?|like|such as|including|called|named|ban on|licen[cs]es for|"
    r"investigat(?:e|es|ed|ing)|dropp?(?:s|ed|ing)?|replac(?:e|es|ed|ing)|paus(?:e|es|ed|ing)|mandat(?:e|"
    r"es|ed|ing)|asks?|asked|into|off|text from|output of|outputs of|from using|"
    r"with|or|and|app|tool|editor|chatbot|assistant|bot|service|model|agent|IDE|browser|generator|"
    r"crawler|product)\s(?:the\s)?$"
)
_TREATED: Final = re.compile(
    r"(?:'s)?,?\s(?:is|are|was|were|has been|have been|will be|may|must|can|cannot|should|remains?|"
    r"stays?)\s(?:not\s|no longer\s|now\s|also\s|only\s|be\s|never\s|strictly\s|still\s|temporarily\s)*"
    r"(?:banned|blocked|barred|forbidden|prohibited|allowed|permitted|restricted|used|off[- ]limits|"
    r"available|approved|suspended|paused|required|mandatory|welcome|accepted|"
    r"accessible|disabled|unblocked|cleared|out|back)\b"
)
_COMMANDS: Final = re.compile(
    r"(?:\s(?:has|have|had|now|also|will))*\s(?:requires?|required|told|tells|asks?|asked|orders?|"
    r"ordered|bans?|banned|bars?|barred|forbids?|forbade|forbidden|prohibits?|prohibited|"
    r"blocks?|blocked|lets?|allows?|allowed|instructs?|instructed|urges?|urged|expects?|encourages?|"
    r"encouraged|mandates?|mandated|restricts?|restricted|wants)\s"
    r"(?:its|their|all|every|staff|employees|developers|engineers|workers|most|any|the use|use of|[A-Z])"
)
_OF_CAPITAL: Final = re.compile(r" of (?:the )?[A-Z]")
_TOOL_LIST: Final = r"(?:chat ?gpt|gemini|claude|copilot|deepseek|grok|bard|midjourney|perplexity|cursor)"
_LISTED_BEFORE: Final = re.compile(_TOOL_LIST + r"(?:,| and| or| &|, and|, or| ?/)\s?$", re.IGNORECASE)
_LISTED_AFTER: Final = re.compile(r"(?:,| and| or| &|, and|, or| ?/)\s?" + _TOOL_LIST + r"\b", re.IGNORECASE)
_WINDOW: Final = 70


def before(analysis: Analysis, start: int) -> str:
    """Give the words before an offset, within their line."""
    first = max(0, start - _WINDOW)
    return analysis.shadow[first:start].rsplit("\n", 1)[-1]


def after(analysis: Analysis, end: int) -> str:
    """Give the words after an offset, within their line."""
    return analysis.shadow[end : end + _WINDOW].split("\n", 1)[0]


def acts(following: str) -> bool:
    """Tell whether what follows a name makes it the subject of a deed or the owner of staff and rules."""
    return bool(_ACTS.match(_ASIDE.sub("", following, count=1)))


def rules(following: str) -> bool:
    """Tell whether what follows an outlet's name is a deed of its own and no report of another's."""
    return bool(_RULES.match(following))


def employs(following: str) -> bool:
    """Tell whether what follows a name is its staff, chief, memo or policy."""
    return bool(_EMPLOYS.match(following))


def apposed(following: str) -> bool:
    """Tell whether a name is explained right behind a comma or bracket."""
    return bool(_APPOSED.match(following))


def listed(following: str) -> int:
    """Give how many letters join a name to the next of a list; 0 if none do."""
    found = _LIST_ON.match(following)
    return found.end() if found else 0


def is_place(preceding: str) -> bool:
    """Tell whether a country or city is only where something is."""
    return bool(_PLACE_BEFORE.search(preceding))


def governs(following: str) -> bool:
    """Tell whether what follows a place or its adjective is its government, officials or public schools."""
    return bool(_PUBLIC.match(following))


def does(following: str) -> bool:
    """Tell whether what follows a place is a verb of whatever kind."""
    return bool(_PAST.match(following))


def asked(preceding: str) -> bool:
    """Tell whether a question asks what the name that follows will do."""
    return bool(_ASKED.search(preceding))


def forbidden_in(preceding: str) -> bool:
    """Tell whether the words before a place say that something is banned, blocked or back there."""
    return bool(_BANNED_IN.search(preceding))


def housed(preceding: str) -> bool:
    """Tell whether the words before a name put something at, by or inside it."""
    return bool(_HOUSED.search(preceding))


def cited(preceding: str) -> bool:
    """Tell whether the words before an outlet make it a source."""
    return bool(_CITED_BEFORE.search(preceding))


def cites(following: str) -> bool:
    """Tell whether what follows an outlet's name is what it reports."""
    return bool(_CITES.match(following))


def behind_name(preceding: str) -> bool:
    """Tell whether a place closes a longer name: "KPMG UK"."""
    return bool(_CAPITAL_JUST_BEFORE.search(preceding))


def continued(heads: Heads, analysis: Analysis, start: int, end: int, *, public: bool) -> bool:
    """Tell whether a name ends a longer one, or, for public bodies, begins it: "King County Schools"."""
    if public and re.match(
        r"(?:'s)? (?:[A-Z]|public schools|schools|school district)", analysis.shadow[end : end + 18]
    ):
        return True
    if analysis.shadow[start:end].split()[-1] in heads.first and _OF_CAPITAL.match(analysis.shadow, end):
        return True
    word = re.search(r"(?:^|[\s(\"])([A-Z][\w&-]+) $", analysis.shadow[max(0, start - 24) : start])
    return word is not None and word[1] not in heads.openers


def among_tools(preceding: str, following: str) -> bool:
    """Tell whether a careless lower-case word stands in a list of well-known products."""
    return bool(_LISTED_BEFORE.search(preceding) or _LISTED_AFTER.match(following))


def commands(following: str) -> bool:
    """Tell whether what follows a name is an order to people or a rule, in the active voice."""
    return bool(_COMMANDS.match(following))


def used(preceding: str, following: str) -> bool:
    """Tell whether the words around a name treat it as a thing that is used, blocked or allowed."""
    return bool(_USED.search(preceding)) or bool(_TREATED.match(following))


def corporate(preceding: str) -> bool:
    """Tell whether the words before a name fit an organisation: "at", "by", "staff of"."""
    return bool(_CORPORATE.search(preceding))


def part_of_name(preceding: str, following: str, opens: bool) -> bool:
    """Tell whether a word is only a piece of a longer name: "King Charles", "Fortune 500"."""
    return bool(_CAPITAL_AFTER.match(following)) or (not opens and bool(_CAPITAL_BEFORE.search(preceding)))
