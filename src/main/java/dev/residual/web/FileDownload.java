package dev.residual.web;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.InputStreamResource;
import org.springframework.core.io.Resource;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpRange;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.MediaTypeFactory;
import org.springframework.http.ResponseEntity;
import org.springframework.web.context.request.ServletWebRequest;

/**
 * Serves a file as RFC 9110 describes: with {@code ETag} and {@code Last-Modified}, conditional
 * requests, {@code HEAD}, one range, and {@code If-Range}. Several ranges, unknown units and
 * malformed ranges are ignored, and the whole file is sent.
 */
public final class FileDownload {

  private static final String UNIT = "bytes=";

  private final Resource file;
  private final long length;
  private final String etag;
  private final Instant lastModified;
  private final HttpHeaders headers = new HttpHeaders();

  /**
   * @param name the name under which browsers store the file; its end tells the type
   * @param digest a digest of its content
   * @param lastModified when its content last changed
   */
  public FileDownload(Resource file, String name, String digest, Instant lastModified)
      throws IOException {
    this.file = file;
    length = file.contentLength();
    etag = '"' + digest + '"';
    this.lastModified = lastModified.truncatedTo(ChronoUnit.SECONDS);
    headers.setETag(etag);
    headers.setLastModified(this.lastModified);
    headers.set(HttpHeaders.ACCEPT_RANGES, "bytes");
    headers.setContentType(
        MediaTypeFactory.getMediaType(name).orElse(MediaType.APPLICATION_OCTET_STREAM));
    headers.setContentDisposition(ContentDisposition.attachment().filename(name).build());
  }

  /**
   * Returns the response to a request.
   *
   * @throws Problem (416) if the range begins after the end of the file
   */
  public @Nullable ResponseEntity<Object> respondTo(ServletWebRequest request) throws IOException {
    if (request.checkNotModified(etag, lastModified.toEpochMilli())) {
      return null; // Spring has set the status
    }
    if (HttpMethod.HEAD.equals(request.getHttpMethod())) {
      return ResponseEntity.ok().headers(headers).contentLength(length).build();
    }
    HttpRange range = range(request);
    if (range == null) {
      return ResponseEntity.ok().headers(headers).contentLength(length).body(part(0, length));
    }
    long start = range.getRangeStart(length);
    if (start >= length) {
      Problem problem =
          Problem.of(
              HttpStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
              "range-not-satisfiable",
              String.format(
                  Locale.ROOT,
                  "Range begins at byte %d, but the file has %d bytes",
                  start,
                  length));
      problem.getHeaders().set(HttpHeaders.CONTENT_RANGE, "bytes */" + length);
      throw problem;
    }
    long end = range.getRangeEnd(length);
    headers.set(
        HttpHeaders.CONTENT_RANGE,
        String.format(Locale.ROOT, "bytes %d-%d/%d", start, end, length));
    return ResponseEntity.status(HttpStatus.PARTIAL_CONTENT)
        .headers(headers)
        .contentLength(end - start + 1)
        .body(part(start, end - start + 1));
  }

  /** Returns the range that is asked for, or null for the whole file. */
  private @Nullable HttpRange range(ServletWebRequest request) {
    String header = request.getHeader(HttpHeaders.RANGE);
    if (header == null || !header.startsWith(UNIT) || !isUnchanged(request)) {
      return null;
    }
    try {
      List<HttpRange> ranges = HttpRange.parseRanges(header);
      return ranges.size() == 1 ? ranges.get(0) : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** Returns whether the file is still the one of which the client has a part. */
  private boolean isUnchanged(ServletWebRequest request) {
    String expected = request.getHeader(HttpHeaders.IF_RANGE);
    return expected == null
        || expected.equals(etag)
        || expected.equals(headers.getFirst(HttpHeaders.LAST_MODIFIED));
  }

  /** Returns a part of the file in a form in which Spring does not look for ranges itself. */
  private Resource part(long start, long count) throws IOException {
    InputStream content = file.getInputStream();
    try {
      content.skipNBytes(start);
    } catch (IOException e) {
      content.close();
      throw e;
    }
    return new InputStreamResource(new LimitedStream(content, count));
  }

  /** The next bytes of a stream, up to a number. */
  private static final class LimitedStream extends FilterInputStream {

    private long left;

    private LimitedStream(InputStream in, long count) {
      super(in);
      left = count;
    }

    @Override
    public int read() throws IOException {
      if (left == 0) {
        return -1;
      }
      left--;
      return super.read();
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      if (left == 0) {
        return -1;
      }
      int read = super.read(bytes, from, (int) Math.min(length, left));
      left -= Math.max(0, read);
      return read;
    }
  }
}
