"""How positions are found when the data file is rebuilt."""

from maillage.territory.data.positions import Spot, Town, approximate_positions, exact_positions, kilometres


def town(code: str, name: str, *, epci: str = "E", post: str = "30000", population: int = 1_000) -> Town:
    return Town(code, name, "76", "30", epci, (post,), population)


def spot(name: str, latitude: float, *, population: int = 1_000, others: tuple[str, ...] = ()) -> Spot:
    return Spot(name, others, "76", population, (latitude, 4.0))


NEIGHBOURS = [town(f"3000{n}", f"Voisin {n}") for n in range(1, 5)]
SPOTS = [spot(f"Voisin {n}", 44.0) for n in range(1, 5)]


def test_a_degree_of_latitude_is_111_kilometres() -> None:
    assert round(kilometres((44.0, 4.0), (45.0, 4.0))) == 111


def test_a_name_borne_once_is_enough_if_the_size_agrees() -> None:
    towns = [town("30010", "L'Île-Œuf"), town("30011", "Petit", population=100)]
    spots = [spot("l ile-oeuf", 44.1), spot("Petit", 44.2, population=9_000)]
    assert exact_positions(towns, spots) == {"30010": (44.1, 4.0)}


def test_homonyms_are_told_apart_by_size_then_by_neighbours() -> None:
    towns = [
        *NEIGHBOURS,
        town("30010", "Sauve", population=9_000),
        town("30011", "Sauve", epci="F", post="3"),
    ]
    by_size = exact_positions(towns, [*SPOTS, spot("Sauve", 44.1, population=9_000)])
    assert by_size["30010"] == (44.1, 4.0)
    assert "30011" not in by_size
    twins = [*NEIGHBOURS, town("30010", "Sauve"), town("30011", "Sauve", epci="F", post="3")]
    by_place = exact_positions(twins, [*SPOTS, spot("Sauve", 44.1), spot("Sauve", 46.0)])
    assert by_place["30010"] == (44.1, 4.0)
    assert "30011" not in by_place


def test_a_position_far_from_the_neighbours_is_not_believed() -> None:
    towns = [*NEIGHBOURS, town("30010", "Sauve")]
    assert "30010" not in exact_positions(towns, [*SPOTS, spot("Sauve", 45.5)])


def test_another_or_a_former_name_serves_when_the_place_agrees() -> None:
    renamed = Town("30010", "Valneuf", "76", "30", "E", ("30000",), 3_000, aliases=("Bourg",))
    towns = [*NEIGHBOURS, renamed, town("30011", "Autre")]
    spots = [*SPOTS, spot("Bourg", 44.1, population=900), spot("Alter", 44.05, others=("Autre",))]
    found = exact_positions(towns, spots)
    assert (found["30010"], found["30011"]) == ((44.1, 4.0), (44.05, 4.0))


def test_the_others_are_amid_their_post_office_then_their_epci_then_their_departement() -> None:
    towns = [
        town("30001", "A", post="30100"),
        town("30002", "B", post="30200"),
        town("30003", "C", post="30100"),
        town("30004", "D", post="30300"),
        town("30005", "E", epci="F", post="30400"),
    ]
    exact = {"30001": (44.0, 4.0), "30002": (45.0, 4.0)}
    assert approximate_positions(towns, exact) == {
        "30003": (44.0, 4.0),
        "30004": (44.5, 4.0),
        "30005": (44.5, 4.0),
    }
