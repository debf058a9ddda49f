"""Settling sentences as documents to sign: Markdown and DOCX."""
