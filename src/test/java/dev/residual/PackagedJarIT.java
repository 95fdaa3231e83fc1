package dev.residual;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.springframework.util.StreamUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the packaged jar, and starts nothing. */
@Order(1) // As the outage, it needs no unpacked jar.
class PackagedJarIT {

  private static final String LIBRARIES = "BOOT-INF/lib/";
  private static final String COMMIT = "BOOT-INF/classes/git.properties";
  private static final String RESOURCES = "META-INF/";
  private static final Pattern PURL =
      Pattern.compile("pkg:maven/[^/]+/([^@]+)@([^?]+)\\?(?:classifier=([^&]+)&)?type=jar");

  private static ZipFile jar;

  @BeforeAll
  static void open() throws IOException {
    jar = new ZipFile(System.getProperty("residual.jar"));
  }

  @AfterAll
  static void close() throws IOException {
    jar.close();
  }

  /** If this fails after a change of dependencies, list them again: {@code pom.xml} says how. */
  @Test
  void listedComponentsAreTheLibrariesInTheJar() throws Exception {
    Map<String, String> listed = new TreeMap<>();
    for (JsonNode component : components().path("components")) {
      listed.put(fileName(component.path("purl").asString()), digest(component));
    }
    // They have no content, and Spring Boot leaves them out.
    listed.keySet().removeIf(name -> name.startsWith("spring-boot-starter-"));
    Map<String, String> packaged = new TreeMap<>();
    for (ZipEntry entry : jar.stream().toList()) {
      String name = entry.getName();
      if (name.startsWith(LIBRARIES) && !entry.isDirectory()) {
        // Spring Boot adds this one for its tool mode.
        if (!name.contains("spring-boot-jarmode-tools")) {
          packaged.put(name.substring(LIBRARIES.length()), digest(entry));
        }
      }
    }

    assertThat(packaged.keySet()).isEqualTo(new TreeSet<>(listed.keySet()));
    assertThat(packaged).isEqualTo(listed);
  }

  @Test
  void licenceAndNoticeAreThoseOfTheRepository() throws Exception {
    for (String name : new String[] {"LICENSE", "NOTICE"}) {
      assertThat(text(RESOURCES + name)).isEqualTo(Files.readString(Path.of(name)));
    }
  }

  @Test
  void nothingTellsWhenOrWhereItWasBuilt() throws Exception {
    Map<Instant, Long> times = new HashMap<>();
    jar.stream().forEach(entry -> times.merge(time(entry), 1L, Long::sum));

    assertThat(times).hasSize(1);
    assertThat(text(RESOURCES + "build-info.properties"))
        .contains("build.time=" + buildTime())
        .doesNotContain(System.getProperty("user.dir"));
    if (jar.getEntry(COMMIT) != null) { // there is none outside a checkout
      assertThat(text(COMMIT).lines())
          .allMatch(line -> line.matches("#.*|git\\.(commit\\.id=[0-9a-f]+|dirty=(true|false))"));
    }
    assertThat(components().path("metadata").has("timestamp")).isFalse();
  }

  private static String buildTime() throws IOException {
    Matcher time =
        Pattern.compile("<project.build.outputTimestamp>(.+)</")
            .matcher(Files.readString(Path.of("pom.xml")));
    assertThat(time.find()).isTrue();
    return time.group(1).replace(":", "\\:");
  }

  private static Instant time(ZipEntry entry) {
    return entry.getLastModifiedTime().toInstant();
  }

  private static String fileName(String purl) {
    Matcher parts = PURL.matcher(purl);
    assertThat(parts.matches()).as(purl).isTrue();
    String classifier = parts.group(3) == null ? "" : "-" + parts.group(3);
    return parts.group(1) + "-" + parts.group(2) + classifier + ".jar";
  }

  private static String digest(JsonNode component) {
    return component
        .path("hashes")
        .valueStream()
        .collect(
            toMap(hash -> hash.path("alg").asString(), hash -> hash.path("content").asString()))
        .get("SHA-256");
  }

  private static String digest(ZipEntry entry) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    try (InputStream in = jar.getInputStream(entry)) {
      byte[] chunk = new byte[1 << 20];
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        digest.update(chunk, 0, read);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static JsonNode components() throws IOException {
    return new JsonMapper().readTree(text(RESOURCES + "sbom/application.cdx.json"));
  }

  private static String text(String name) throws IOException {
    try (InputStream in = jar.getInputStream(jar.getEntry(name))) {
      return StreamUtils.copyToString(in, StandardCharsets.UTF_8);
    }
  }
}
