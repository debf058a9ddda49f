"""Record files as they lie in a folder: CSV, workbooks and Parquet as rows of raw
cells.
"""
