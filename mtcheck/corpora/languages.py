"""The languages that stories are translated from, by ISO 639-1 code."""

LANGUAGES = {
    "ro": "Romanian", "es": "Spanish", "pt": "Portuguese", "ca": "Catalan", "fr": "French", "it": "Italian",
    "de": "German", "nl": "Dutch", "pl": "Polish", "tr": "Turkish", "ru": "Russian", "uk": "Ukrainian",
    "ar": "Arabic", "cs": "Czech", "hu": "Hungarian", "sv": "Swedish", "el": "Greek", "bg": "Bulgarian",
    "sr": "Serbian", "hr": "Croatian", "zh": "Chinese", "ja": "Japanese", "fa": "Persian", "he": "Hebrew",
    "fi": "Finnish", "da": "Danish", "no": "Norwegian", "sk": "Slovak", "sl": "Slovene", "lv": "Latvian",
    "lt": "Lithuanian", "et": "Estonian", "id": "Indonesian", "sw": "Swahili", "ko": "Korean", "vi": "Vietnamese",
    "th": "Thai", "hi": "Hindi",
}  # fmt: skip
