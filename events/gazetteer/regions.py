"""What is written beside a town's name to say which: "NB", "Bretagne", "UK", "TX", "Túnez", "لبنان"."""

from functools import cache

from babel import Locale

from events.gazetteer.town import Town, fold_name

_LOCALES = ("en", "es", "fr", "ar", "pt", "de", "it", "ca", "nl", "tr")
_COUNTRIES = {
    "uk": "GB", "u k": "GB", "gran bretana": "GB", "great britain": "GB", "britain": "GB", "usa": "US", "u s": "US",
    "u s a": "US", "eeuu": "US", "ee uu": "US", "estados unidos": "US", "etats unis": "US", "ksa": "SA", "uae": "AE",
    "rd congo": "CD", "drc": "CD", "cote divoire": "CI", "ivory coast": "CI", "czech republic": "CZ", "holland": "NL",
    "turkey": "TR", "palestine": "PS", "palestina": "PS", "فلسطين": "PS", "rca": "CF",
}  # fmt: skip

# Names and abbreviations of the first divisions, by GeoNames' code.
_REGIONS = {
    "US": (
        "AL alabama|AK alaska|AZ arizona|AR arkansas|CA california,calif|CO colorado|CT connecticut,conn|DE delaware"
        "|DC district of columbia,d c|FL florida,fla|GA georgia|HI hawaii|ID idaho|IL illinois|IN indiana|IA iowa"
        "|KS kansas|KY kentucky|LA louisiana|ME maine|MD maryland|MA massachusetts,mass|MI michigan,mich"
        "|MN minnesota,minn|MS mississippi|MO missouri|MT montana|NE nebraska|NV nevada|NH new hampshire"
        "|NJ new jersey|NM new mexico|NY new york|NC north carolina|ND north dakota|OH ohio|OK oklahoma|OR oregon"
        "|PA pennsylvania,penn|RI rhode island|SC south carolina|SD south dakota|TN tennessee,tenn|TX texas,tex"
        "|UT utah|VT vermont|VA virginia|WA washington,wash|WV west virginia|WI wisconsin|WY wyoming"
    ),
    "CA": (
        "01 ab,alberta|02 bc,british columbia,colombie britannique|03 mb,manitoba|04 nb,new brunswick,nouveau brunswick"
        "|05 nl,newfoundland,newfoundland and labrador,terre neuve|07 ns,nova scotia,nouvelle ecosse|08 on,ontario,ont"
        "|09 pe,pei,prince edward island|10 qc,quebec,que|11 sk,saskatchewan|12 yt,yukon|13 nt,northwest territories"
        "|14 nu,nunavut"
    ),
    "GB": (
        "ENG england,inglaterra,angleterre|SCT scotland,escocia,ecosse|WLS wales,gales,pays de galles"
        "|NIR northern ireland,irlanda del norte,irlande du nord"
    ),
    "AU": (
        "01 act|02 nsw,new south wales|03 nt,northern territory|04 qld,queensland|05 sa,south australia"
        "|06 tas,tasmania|07 vic,victoria|08 wa,western australia"
    ),
    "FR": (
        "11 ile de france,idf|24 centre val de loire,centre|27 bourgogne franche comte,bourgogne,franche comte"
        "|28 normandie,normandy,normandia|32 hauts de france,picardie|44 grand est,alsace,lorraine"
        "|52 pays de la loire|53 bretagne,brittany,bretana|75 nouvelle aquitaine,aquitaine,limousin"
        "|76 occitanie,languedoc,midi pyrenees|84 auvergne rhone alpes,auvergne,rhone alpes"
        "|93 provence alpes cote dazur,paca,provence|94 corse,corsica,corcega"
    ),
    "ES": (
        "07 illes balears,islas baleares,baleares|27 la rioja|29 comunidad de madrid,madrid|31 murcia|32 navarra"
        "|34 asturias|39 cantabria|51 andalucia,andalusia,andalousie|52 aragon|53 canarias,islas canarias"
        "|54 castilla la mancha|55 castilla y leon|56 cataluna,catalunya,catalonia,catalogne|57 extremadura"
        "|58 galicia,galice|59 pais vasco,euskadi,pays basque|60 comunidad valenciana,comunitat valenciana"
    ),
    "DE": (
        "01 baden wurttemberg|02 bayern,bavaria|03 bremen|04 hamburg|05 hessen|06 niedersachsen"
        "|07 nordrhein westfalen,nrw|08 rheinland pfalz|09 saarland|10 schleswig holstein|11 brandenburg"
        "|12 mecklenburg vorpommern|13 sachsen|14 sachsen anhalt|15 thuringen|16 berlin"
    ),
}


def fits(town: Town, region: str) -> bool | None:
    """Whether a town lies in what the word beside it says; nothing for a word that is not known.

    A word may mean several ("GA" is Georgia of the United States and Gabon): then one that fits is enough.
    """
    meanings = _meanings().get(fold_name(region))
    if meanings is None:
        return None
    return any(country == town.country and code in ("", town.region) for country, code in meanings)


def region_name(town: Town) -> str:
    """The first division that a town lies in, in English ("Connecticut"); nothing where it is not known."""
    for region in _REGIONS.get(town.country, "").split("|"):
        code, _space, names = region.partition(" ")
        if code == town.region:
            return next((name for name in names.split(",") if len(name) > 3), names).title()
    return ""


def is_known_region(region: str) -> bool:
    """Whether a word means a country or a part of one."""
    return fold_name(region) in _meanings()


def means_the_same(regions: list[str]) -> bool:
    """Whether all words mean one region, in several languages: "New Brunswick", "Nouveau-Brunswick"."""
    meanings = [_meanings().get(fold_name(region), set()) for region in regions]
    return bool(set.intersection(*meanings))


@cache
def _meanings() -> dict[str, set[tuple[str, str]]]:
    found: dict[str, set[tuple[str, str]]] = {}
    for locale in _LOCALES:
        for code, name in Locale(locale).territories.items():
            if len(code) == 2 and code.isalpha():
                found.setdefault(fold_name(name), set()).add((code, ""))
                found.setdefault(code.casefold(), set()).add((code, ""))
    for name, code in _COUNTRIES.items():
        found.setdefault(name, set()).add((code, ""))
    for country, regions in _REGIONS.items():
        for region in regions.split("|"):
            code, _space, names = region.partition(" ")
            for name in (*names.split(","), *([code.casefold()] if country == "US" else [])):
                found.setdefault(fold_name(name), set()).add((country, code))
    return found
