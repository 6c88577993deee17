"""What people write for a type of education."""

_OTHERS = {
    "VMBO-BB": ("vmbo-b", "vmbo b", "basis"),
    "VMBO-KB": ("vmbo-k", "vmbo k", "kader"),
    "VMBO-GL": ("vmbo-g", "vmbo g", "gemengd"),
    "VMBO-TL": ("vmbo-t", "vmbo t", "mavo", "tl"),
    "VWO": ("atheneum", "gymnasium"),
    "PRO": ("praktijkschool",),
    "BRUG": ("brugklas",),
    "PO": ("basisschool",),
}


def words_for_level(code: str, name: str) -> tuple[str, ...]:
    """The code, the name and the short words in use."""
    return (code, name, *_OTHERS.get(code, ()))
