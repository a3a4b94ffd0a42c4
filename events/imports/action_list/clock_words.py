"""Words of hours in the languages that are read: halves of the day, numbers, what stands before an hour."""

from events.imports.action_list.tokens import Phrases

HALVES = Phrases(
    {
        "am": (
            "am|a.m|a m|in the morning|de la madrugada|del dia|du matin|da madrugada"
            "|ص|صباحا|صباح|فجرا|في الصباح|di mattina|morgens"
        ),
        "morning": "de la manana|por la manana|da manha",
        "pm": (
            "pm|p.m|p m|in the afternoon|in the evening|de la tarde|por la tarde|de l'apres-midi|de l'apres midi"
            "|da tarde|م|مساء|مساءا|عصرا|بعد الظهر|بعد العصر|في المساء|di sera|del pomeriggio|abends|nachmittags"
        ),
        "night": "at night|de la noche|por la noche|du soir|da noite|ليلا|في الليل",
        "noon": "noon|midday|del mediodia|ظهرا|ظ",
    }
)
MOMENTS = Phrases(
    {
        "12:00": (
            "12 mediodia|12 midi|12 meio-dia|noon|12 noon|midday|mediodia|midi|meio dia|meio-dia|mezzogiorno|منتصف النهار|12:00 noon|12 midday"
        ),
        "00:00": "midnight|12 midnight|medianoche|minuit|meia noite|meia-noite|منتصف الليل",
    }
)
ALL_DAY = Phrases(
    {
        "all-day": (
            "all day|all-day|all day long|todo el dia|toda la jornada|toute la journee|o dia todo|o dia inteiro"
            "|todo o dia|dia inteiro|طوال اليوم|طول اليوم|كل اليوم|على مدار اليوم|اليوم كله|ganztags|ganztagig|tutto il giorno"
        )
    }
)
HOUR_UNITS = frozenset("h hs hr hrs hora horas heure heures uhr ore س".split())
NUMBERS = Phrases(
    {
        "1": "la una|une heure|الواحده",
        "2": "las dos|deux|الثانيه",
        "3": "las tres|trois|الثالثه",
        "4": "las cuatro|quatre|الرابعه",
        "5": "las cinco|cinq|الخامسه",
        "6": "las seis|six|السادسه",
        "7": "las siete|sept|السابعه",
        "8": "las ocho|huit|الثامنه",
        "9": "las nueve|neuf|التاسعه",
        "10": "las diez|dix|العاشره",
        "11": "las once|onze|الحاديه عشره|الحاديه عشر",
        "12": "las doce|douze|الثانيه عشره|الثانيه عشر",
    }
)
FRACTIONS = Phrases(
    {
        "30": "y media|et demie|et demi|والنصف|ونصف|e meia",
        "15": "y cuarto|et quart|والربع|وربع|e um quarto",
        "20": "والثلث|وثلث",
        "-15": "menos cuarto|moins le quart|moins quart|الا ربعا|الا ربع",
        "-20": "الا ثلثا|الا ثلث",
    }
)
# What stands before an hour and says that it is one.
BEFORE = Phrases(
    {
        "at": (
            "at|@|a las|a la|a|as|as das|les|a partir de las|a partir de la|a partir de|desde las|desde|from|starting at"
            "|starts at|start|starting|begins at|beginning at|des|vers|um|ab|klo|alle|alle ore|ore|من الساعه|الساعه"
            "|في الساعه|على الساعه|عند الساعه|تمام الساعه|في تمام الساعه|ابتداء من الساعه|ابتداء من|من|عند|hora|hora:"
            "|de|das|a eso de las|sobre las|around|entre|between|بين|بين الساعه|entre las|de las|time|time:|heure:"
            "|horaire:|horario:|el|la|las|doors|doors:|الوقت|الوقت:|الساعه:|from:|the"
        )
    }
)
# Of those, the ones that make a bare number from 13 to 23 an hour.
SURE_BEFORE = frozenset({"las", "la", "as", "الساعه", "@", "um", "klo", "ore"})
RANGE_OPENERS = frozenset({"de", "d", "das", "desde", "from", "entre", "between", "من", "بين", "las", "الساعه", "von"})
BETWEEN = Phrases(
    {
        "-": "-|—|to|until|till|til|through|a|as|a las|a la|hasta|hasta las|hasta la|y|y las|jusqu'a|jusque|et|ate|ate as"
        "|bis|الي|حتي|و|الي الساعه|حتي الساعه|والساعه|alle"
    }
)
WORDY_BETWEEN = frozenset({"a", "y", "et", "و", "as", "e"})
AFTER = frozenset({"sharp", "precises", "pile", "prompt", "تماما"})
MEASURES = frozenset(
    [
        "years",
        "year",
        "anos",
        "ans",
        "ano",
        "an",
        "km",
        "kms",
        "miles",
        "mile",
        "minutes",
        "mins",
        "min",
        "people",
        "personas",
        "personnes",
        "ages",
        "aged",
        "cm",
        "mm",
        "kg",
        "percent",
        "eur",
        "euros",
        "euro",
        "dollars",
        "pesos",
        "dirhams",
        "oclock",
        "سنه",
        "سنوات",
        "عاما",
        "شخص",
        "دقيقه",
        "كم",
    ]
)
# Before an hour that the action only comes before or after: "before 9pm", "après 20 h", "RSVP by 6pm".
ELSEWHERE = frozenset(
    {"before", "after", "apres", "avant", "antes", "despues", "by", "بعد", "قبل", "since", "depuis", "منذ", "within"}
)
UNTIL = Phrases(
    {
        "until": "until|till|til|jusqu'a|jusque|hasta las|hasta la|hasta|ends at|ends|ate as|bis|حتي الساعه|حتي|الي الساعه|finishes at|fin a"
    }
)
