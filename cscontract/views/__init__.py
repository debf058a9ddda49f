"""Results as others see them: text, charts, panel, reports, pages, documents."""
