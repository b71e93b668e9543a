"""Places as GeoJSON: longitude first, nothing said of where nobody knows."""

from maillage.common import geojson


def test_longitude_comes_first_to_about_a_metre() -> None:
    assert geojson.point(43.8366999, 4.3600541) == {"type": "Point", "coordinates": [4.36005, 43.8367]}
    assert geojson.points([(43.5, 4.25), (-21.0, 55.5)]) == {
        "type": "MultiPoint",
        "coordinates": [[4.25, 43.5], [55.5, -21.0]],
    }


def test_what_is_said_stands_beside_the_shape() -> None:
    nowhere = geojson.feature(None, {"nom": "Entraide nomade"}, id=7)
    assert nowhere == {
        "type": "Feature",
        "id": 7,
        "geometry": None,
        "properties": {"nom": "Entraide nomade"},
    }
    assert geojson.collection(iter([nowhere]), titre="Organisations") == {
        "type": "FeatureCollection",
        "titre": "Organisations",
        "features": [nowhere],
    }
