"""The screens: search, claim card, contradictions, developments, open questions. `walkback serve` starts them."""

from pathlib import Path
from typing import Final

import streamlit as st

from ui.views.parts import style

PICTURES: Final = Path(__file__).parent / "views" / "pictures"


def main() -> None:
    """Draw the page that the address names."""
    st.set_page_config(page_title="walkback", page_icon=PICTURES / "icon.svg", layout="wide")
    page = st.navigation(
        [
            st.Page("views/search.py", title="Search", default=True),
            st.Page("views/contradictions.py", title="Contradictions", url_path="contradictions"),
            st.Page("views/developments.py", title="Developments", url_path="developments"),
            st.Page("views/questions.py", title="Open questions", url_path="questions"),
            st.Page("views/claim.py", title="Claim", url_path="claim", visibility="hidden"),
        ],
        position="top",
    )
    st.logo(PICTURES / "wordmark.svg", size="large")
    style()
    _show_address(page.url_path)
    page.run()


def _show_address(view: str) -> None:
    """Put the question into the browser's address line.

    A link from a view to itself reaches us with its new parameters, but the browser keeps the old address
    until the parameters are set here. Links to another view change it by themselves; setting it then would
    add a stop on the way back.
    """
    if st.session_state.get("view") == view:
        st.query_params.from_dict(st.query_params.to_dict())
    st.session_state["view"] = view


main()
