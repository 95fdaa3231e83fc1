package dev.residual.web;

/**
 * How long a body may be that is sent to a path and is not JSON. Other bodies have at most one
 * megabyte.
 *
 * @param path within the application
 * @param maxBytes the most bytes of a body
 */
public record BodyLimit(String path, long maxBytes) {}
