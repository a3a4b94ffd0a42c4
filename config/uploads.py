"""Files that people send: kept in memory up to a bound, never written to disk."""

import io
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

KEPT_BYTES = 2 * 1024 * 1024


class BoundedUploadHandler(FileUploadHandler):
    """Keeps the first two megabytes of a request's files and reads past the rest. Forms take less and say so, beside
    the field; anybody may send a file to any form, and none may fill the disk."""

    kept = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.file = io.BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.kept += self.file.write(raw_data[: KEPT_BYTES - self.kept])

    def file_complete(self, file_size: int) -> UploadedFile:
        """`file_size` is that of the whole file."""
        self.file.seek(0)
        return InMemoryUploadedFile(
            self.file, self.field_name, self.file_name or "", self.content_type or "", file_size, self.charset
        )
