package dev.residual.dataset.archive;

/**
 * A file in an archive.
 *
 * @param path path in the archive with forward slashes, in Unicode's form NFC, without parts such
 *     as {@code ..} and without a leading slash. It is a name and no place in a file system.
 * @param size number of bytes by the archive's directory, which may be wrong; -1 if unknown
 */
public record ArchiveFile(String path, long size) {}
