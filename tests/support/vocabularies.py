"""Small vocabularies to upload."""

TWENTY_WORDS_CSV = "\n".join(
    ["palabra,d0,d1,d2,d3"]
    + [
        f"{word},{a},{b},{i % 3 / 10},{i % 4 / 10}"
        for i, (word, a, b) in enumerate(
            (word, a, b)
            for a, b, words in (
                (9, 1, "sol luna estrella planeta cometa"),
                (1, 9, "gato perro caballo vaca oveja"),
                (9, 9, "rojo azul verde negro blanco"),
                (-9, 2, "pan queso leche arroz huevo"),
            )
            for word in words.split()
        )
    ]
).encode()
