package dev.residual.web.request;

import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartHttpServletRequest;

/** Endpoints that read bodies, and the beginnings of requests that they wait for. */
@TestConfiguration(proxyBeanMethods = false)
@RestController
class SlowBodies {

  private static final String CHUNKED =
      "POST /body HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
          + "Transfer-Encoding: chunked\r\n\r\n";

  @PostMapping(path = "/body", consumes = "application/json")
  String body(@RequestBody String body) {
    return body;
  }

  @PostMapping("/optional")
  String optional(@RequestBody(required = false) @Nullable String body) {
    return "optional";
  }

  @PostMapping(path = "/body", consumes = "multipart/form-data")
  String parts(MultipartHttpServletRequest request) {
    return "parts";
  }

  static String json(int length, String start) {
    return post("application/json", length, start);
  }

  static String withoutABody() {
    return "POST /optional HTTP/1.1\r\nHost: localhost\r\n\r\n";
  }

  /** Bodies that an endpoint reads. */
  static Stream<String> read() {
    return Stream.of(
        json(500_000, "1"),
        post("multipart/form-data; boundary=x", 5_000, "--x"),
        CHUNKED + "5\r\n1",
        CHUNKED + "5;a",
        CHUNKED + "1\r\n1\r\n0\r\na: ");
  }

  /** Bodies that nobody reads, so that the server does after its answer. */
  static Stream<String> unread() {
    return Stream.of(
        "GET /nowhere HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500000\r\n\r\n1",
        "GET /nowhere HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5;a",
        "GET /nowhere HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\na: ");
  }

  static Stream<String> all() {
    return Stream.concat(read(), unread());
  }

  private static String post(String type, int length, String start) {
    return "POST /body HTTP/1.1\r\nHost: localhost\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(type, length, start);
  }
}
