"""Who may send which dataset, by unit type (Source: domain.md section 7, table "owed by")."""

PRISONS = frozenset({"Lapas", "Rutan", "LPKA"})
BAPAS = frozenset({"Bapas"})
KANWIL = frozenset({"Kanwil"})
UPT = PRISONS | BAPAS | {"RS"}
ANYONE = UPT | KANWIL
