"""Speakers who are said to have confirmed something and deny it: known from the denial itself."""

from graph.derive.denials import aim_of, denied_speaker
from graph.derive.scene import Scene


def disputed_speakers(scene: Scene) -> dict[str, str]:
    """Give, by assertion, the speaker who denies having said it."""
    denials = [said for position in scene.denials for said in position.said if aim_of(said) == "saying"]
    facts = [said for position in scene.facts for said in position.said]
    found: dict[str, str] = {}
    for denial in denials:
        for said in facts:
            speaker = denied_speaker(denial, said)
            if speaker and denial.version != said.version:
                found[said.assertion.id] = speaker
    return found
