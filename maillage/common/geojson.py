"""Places as GeoJSON (RFC 7946): longitude first, in degrees, to about a metre."""

from collections.abc import Iterable, Mapping

DECIMALS = 5


def _position(latitude: float, longitude: float) -> list[float]:
    """Return where a place is."""
    return [round(longitude, DECIMALS), round(latitude, DECIMALS)]


def point(latitude: float, longitude: float) -> dict[str, object]:
    """Return the shape of one place."""
    return {"type": "Point", "coordinates": _position(latitude, longitude)}


def points(places: Iterable[tuple[float, float]]) -> dict[str, object]:
    """Return the shape of several places, latitude first."""
    return {"type": "MultiPoint", "coordinates": [_position(*place) for place in places]}


def feature(
    shape: Mapping[str, object] | None, said: Mapping[str, object], **beside: object
) -> dict[str, object]:
    """Return a shape and what is said of it; nothing for what sits nowhere known."""
    return {"type": "Feature", **beside, "geometry": shape, "properties": said}


def collection(features: Iterable[Mapping[str, object]], **beside: object) -> dict[str, object]:
    """Return features, with what is said of all of them."""
    return {"type": "FeatureCollection", **beside, "features": list(features)}
