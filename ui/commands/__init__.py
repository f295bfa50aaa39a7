"""The commands of `walkback`, by what they do. They import what they need when they run.

Streamlit and Scrapy take seconds, which `--help` must not cost.
"""
