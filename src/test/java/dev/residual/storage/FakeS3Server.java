package dev.residual.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * An S3 server on the loopback address that supports what the store uses: PUT, GET, HEAD, DELETE
 * and the list of objects, with the bucket in the path. It rejects a request that is not signed or
 * whose body does not match its digests. It does not know the secret, so it does not check the
 * signature itself.
 */
public final class FakeS3Server implements AutoCloseable {

  public static final String BUCKET = "images";

  private static final int PAGE = 3;
  private static final String CHUNKED = "STREAMING-";

  /** As many tries as usual, without the seconds between them. */
  private static final RetryStrategy AT_ONCE =
      AwsRetryStrategy.standardRetryStrategy().toBuilder()
          .backoffStrategy(BackoffStrategy.retryImmediately())
          .throttlingBackoffStrategy(BackoffStrategy.retryImmediately())
          .build();

  /** A request, such as {@code PUT /images/a.zip}, and the status of its response. */
  public record Received(String request, int status) {}

  public final Map<String, byte[]> objects = new ConcurrentHashMap<>();
  public final List<Received> requests = new CopyOnWriteArrayList<>();

  /** If this is not 0, all requests are answered with this status. */
  public volatile int failure;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  public FakeS3Server() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Returns a store that has a client of its own, like another process. */
  public ArtifactStore connect() {
    return connect(BUCKET);
  }

  S3ArtifactStore connect(String name) {
    S3Client client =
        S3Client.builder()
            .httpClient(UrlConnectionHttpClient.create())
            .endpointOverride(endpoint())
            .region(Region.EU_CENTRAL_1)
            .forcePathStyle(true)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
            .overrideConfiguration(all -> all.retryStrategy(AT_ONCE))
            .build();
    return new S3ArtifactStore(
        client, new S3Settings(name, "residual/", "eu-central-1", endpoint(), true));
  }

  /** Returns how often objects whose keys match were fetched. */
  public long fetches(String key) {
    String expected = "GET /" + BUCKET + "/" + key;
    return requests.stream().filter(each -> each.request().matches(expected)).count();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    byte[] raw = exchange.getRequestBody().readAllBytes();
    Answer answer = failure == 0 ? answer(exchange, raw) : error(failure, "SlowDown", "come again");
    requests.add(
        new Received(
            exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath(),
            answer.status()));
    exchange.getResponseHeaders().set("Content-Type", "application/xml");
    boolean head = exchange.getRequestMethod().equals("HEAD");
    if (head) {
      exchange.getResponseHeaders().set("Content-Length", String.valueOf(answer.body().length));
    }
    boolean none = head || answer.status() == 204;
    exchange.sendResponseHeaders(answer.status(), none ? -1 : answer.body().length);
    if (!none) {
      exchange.getResponseBody().write(answer.body());
    }
    exchange.close();
  }

  private record Answer(int status, byte[] body) {}

  private Answer answer(HttpExchange exchange, byte[] raw) {
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    if (authorization == null
        || !authorization.matches(
            "AWS4-HMAC-SHA256 Credential=[^/]+/\\d{8}/[a-z0-9-]+/s3/aws4_request, "
                + "SignedHeaders=[^,]*host;[^,]*x-amz-date[^,]*, Signature=[0-9a-f]{64}")) {
      return error(403, "AccessDenied", "not signed: " + authorization);
    }
    String path = exchange.getRequestURI().getPath();
    if (path.equals("/" + BUCKET) || path.equals("/" + BUCKET + "/")) {
      return list(query(exchange.getRequestURI()));
    }
    if (!path.startsWith("/" + BUCKET + "/")) {
      return error(404, "NoSuchBucket", "no such bucket");
    }
    String key = path.substring(BUCKET.length() + 2);
    return switch (exchange.getRequestMethod()) {
      case "PUT" -> put(exchange, key, raw);
      case "DELETE" -> {
        objects.remove(key);
        yield new Answer(204, new byte[0]);
      }
      case "GET", "HEAD" -> {
        byte[] found = objects.get(key);
        yield found == null ? error(404, "NoSuchKey", "no " + key) : new Answer(200, found);
      }
      default -> error(405, "MethodNotAllowed", "not known");
    };
  }

  private Answer put(HttpExchange exchange, String key, byte[] raw) {
    byte[] body;
    try {
      body = body(exchange, raw);
    } catch (IllegalArgumentException e) {
      return error(400, "BadDigest", String.valueOf(e.getMessage()));
    }
    boolean onlyNew = "*".equals(exchange.getRequestHeaders().getFirst("If-None-Match"));
    if (onlyNew && objects.containsKey(key)) {
      return error(412, "PreconditionFailed", "there is one");
    }
    objects.put(key, body);
    return new Answer(200, new byte[0]);
  }

  /** Returns the decoded body after checking it against the digests of the request. */
  private static byte[] body(HttpExchange exchange, byte[] raw) {
    String digest = exchange.getRequestHeaders().getFirst("x-amz-content-sha256");
    if (digest == null) {
      throw new IllegalArgumentException("no x-amz-content-sha256");
    }
    if (!digest.startsWith(CHUNKED)) {
      require(digest, Sha256.of(raw));
      return raw;
    }
    Chunked chunked = Chunked.parse(raw);
    require(
        exchange.getRequestHeaders().getFirst("x-amz-decoded-content-length"),
        String.valueOf(chunked.body().length));
    CRC32 crc = new CRC32();
    crc.update(chunked.body());
    byte[] bytes = ByteBuffer.allocate(4).putInt((int) crc.getValue()).array();
    require(
        chunked.trailers().get("x-amz-checksum-crc32"), Base64.getEncoder().encodeToString(bytes));
    return chunked.body();
  }

  private static void require(String said, String found) {
    if (!found.equals(said)) {
      throw new IllegalArgumentException("said " + said + ", found " + found);
    }
  }

  /** A body in chunks, each with its length before it, and the headers after the last one. */
  private record Chunked(byte[] body, Map<String, String> trailers) {

    static Chunked parse(byte[] raw) {
      var body = new ByteArrayOutputStream();
      int at = 0;
      while (true) {
        int line = lineEnd(raw, at);
        int length = Integer.parseInt(text(raw, at, line).split(";")[0], 16);
        at = line + 2;
        if (length == 0) {
          break;
        }
        body.write(raw, at, length);
        at += length + 2;
      }
      Map<String, String> trailers = new TreeMap<>();
      for (int end = lineEnd(raw, at); end > at; end = lineEnd(raw, at)) {
        String[] header = text(raw, at, end).split(":", 2);
        trailers.put(header[0], header[1]);
        at = end + 2;
      }
      return new Chunked(body.toByteArray(), trailers);
    }

    private static int lineEnd(byte[] raw, int from) {
      int at = from;
      while (raw[at] != '\r') {
        at++;
      }
      return at;
    }

    private static String text(byte[] raw, int from, int to) {
      return new String(Arrays.copyOfRange(raw, from, to), UTF_8);
    }
  }

  private Answer list(Map<String, String> query) {
    String prefix = query.getOrDefault("prefix", "");
    String delimiter = query.getOrDefault("delimiter", "");
    TreeSet<String> entries = new TreeSet<>();
    for (String key : objects.keySet()) {
      if (key.startsWith(prefix)) {
        int end = delimiter.isEmpty() ? -1 : key.indexOf(delimiter, prefix.length());
        entries.add(end < 0 ? key : key.substring(0, end + 1));
      }
    }
    List<String> rest =
        new ArrayList<>(entries.tailSet(query.getOrDefault("continuation-token", ""), false));
    List<String> page = rest.subList(0, Math.min(PAGE, rest.size()));
    boolean more = rest.size() > page.size();
    StringBuilder xml =
        new StringBuilder("<ListBucketResult><IsTruncated>" + more + "</IsTruncated>");
    for (String each : page) {
      xml.append(
          !delimiter.isEmpty() && each.endsWith(delimiter)
              ? "<CommonPrefixes><Prefix>" + each + "</Prefix></CommonPrefixes>"
              : "<Contents><Key>" + each + "</Key></Contents>");
    }
    if (more) {
      xml.append("<NextContinuationToken>" + page.get(PAGE - 1) + "</NextContinuationToken>");
    }
    return new Answer(200, xml.append("</ListBucketResult>").toString().getBytes(UTF_8));
  }

  private static Map<String, String> query(URI uri) {
    String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
    return Arrays.stream(query.split("&"))
        .map(each -> each.split("=", 2))
        .collect(
            Collectors.toMap(
                each -> each[0], each -> each.length > 1 ? URLDecoder.decode(each[1], UTF_8) : ""));
  }

  private static Answer error(int status, String code, String message) {
    String xml = "<Error><Code>%s</Code><Message>%s</Message></Error>".formatted(code, message);
    return new Answer(status, xml.getBytes(UTF_8));
  }
}
