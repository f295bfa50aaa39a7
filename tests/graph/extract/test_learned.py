import numpy as np
import pytest

from graph.errors import ConfigError
from graph.extract.learned import Learned, LinearModel, logistic


def model(weights):
    names = list(weights)
    return LinearModel(
        {name: row for row, name in enumerate(names)},
        np.ones(len(names), np.float32),
        np.array([[weights[name]] for name in names], np.float32),
        np.zeros(1, np.float32),
    )


def test_features_for_and_against_move_the_probability():
    ban = model({"blocked": 4.0, "praised": -4.0})
    assert ban.probabilities(["blocked"])[0] > 0.9
    assert ban.probabilities(["praised"])[0] < 0.1


def test_unknown_features_count_for_nothing_and_repeats_once():
    ban = model({"blocked": 4.0, "staff": 0.5})
    assert ban.probabilities(["blocked", "zebra"]) == ban.probabilities(["blocked", "blocked"])
    assert ban.probabilities(["zebra"])[0] == logistic(np.zeros(1))[0]


def test_many_things_at_once_are_told_as_each_alone():
    sayings = Learned.load().sayings
    known = list(sayings.index)
    things = [[], known[:9], ["zebra"], known[4:40] * 2, ["zebra", *known[:3]], []]
    together = sayings.all_probabilities(iter(things))
    assert together.shape == (6, len(sayings.bias))
    assert np.allclose(together, [sayings.probabilities(each) for each in things], atol=1e-6)
    assert np.ptp(together, axis=0).max() > 0
    assert sayings.all_probabilities([]).shape == (0, len(sayings.bias))


def test_the_packaged_models_come_back_byte_for_byte():
    learned = Learned.load()
    again = Learned.load(learned.stored())
    assert again.stored() == learned.stored()
    assert again.known == learned.known
    assert again.actions == learned.actions


@pytest.mark.parametrize("raw", [b"", b"PK nonsense", b"\x00" * 100])
def test_a_damaged_file_is_a_mistake_of_the_configuration(raw):
    with pytest.raises(ConfigError, match=r"learned\.npz: cannot be read"):
        Learned.load(raw)


def test_probabilities_stay_between_none_and_one():
    learned = Learned.load()
    for features in ([], ["b"], ["b", *list(learned.sayings.index)[:500]]):
        found = learned.sayings.probabilities(features)
        assert found.shape == (len(learned.actions),)
        assert ((found >= 0) & (found <= 1)).all()
