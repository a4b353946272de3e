"""The few pages and answers that belong to no other room."""

from zhibu.web.views.errors import bad_request, csrf_failure, forbidden, not_found, server_error, sorry_page

__all__ = ["bad_request", "csrf_failure", "forbidden", "not_found", "server_error", "sorry_page"]
