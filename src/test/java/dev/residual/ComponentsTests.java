package dev.residual;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The list of the service's components and the note on their vulnerabilities. */
class ComponentsTests {

  private static final String FOLDER = "/META-INF/sbom/";
  private static final String COMPONENTS = "application.cdx.json";
  private static final String VULNERABILITIES = "vex.cdx.json";

  /**
   * The licence that is used of each choice that a component offers, and the names of licences that
   * its metadata states wrongly.
   */
  private static final Map<String, String> LICENCES =
      Map.of("BSD-4-Clause", "BSD-3-Clause", "EPL 1.0", "MPL-2.0");

  @ParameterizedTest
  @ValueSource(strings = {COMPONENTS, VULNERABILITIES})
  void documentIsValidCycloneDx(String name) throws Exception {
    Schema schema =
        SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_7,
                builder ->
                    builder.schemaIdResolvers(
                        resolvers ->
                            resolvers.mapPrefix("http://cyclonedx.org/schema/", "classpath:")))
            .getSchema(SchemaLocation.of("http://cyclonedx.org/schema/bom-1.6.schema.json"));

    assertThat(schema.validate(text(name), InputFormat.JSON)).isEmpty();
    assertThat(schema.validate("{\"bomFormat\": \"CycloneDX\"}", InputFormat.JSON)).isNotEmpty();
  }

  @Test
  void eachComponentHasALicenceWhoseTextIsInTheJar() throws Exception {
    assertThat(components())
        .hasSizeGreaterThan(100)
        .allSatisfy(
            component ->
                assertThat(licences(component))
                    .as("licences of %s", component.path("purl").asString())
                    .anyMatch(ComponentsTests::hasText));
  }

  @Test
  void licencesOfWhatLibtorchContainsAreInTheJar() {
    assertThat(Stream.of("PyTorch", "Intel-Simplified", "GPL-3.0-with-GCC-exception"))
        .allMatch(ComponentsTests::hasText);
  }

  @Test
  void noteIsAboutThisVersionAndGivesReasons() throws Exception {
    JsonNode note = read(VULNERABILITIES);
    Set<String> components =
        components().stream().map(each -> each.path("bom-ref").asString()).collect(toSet());

    assertThat(note.path("vulnerabilities"))
        .extracting(each -> each.path("id").asString())
        .contains("CVE-2025-2953", "CVE-2025-2999", "CVE-2025-3000", "CVE-2025-3001");
    assertThat(note.path("vulnerabilities"))
        .allSatisfy(
            each -> {
              assertThat(each.path("analysis").path("justification").asString()).isNotEmpty();
              assertThat(each.path("analysis").path("detail").asString()).isNotEmpty();
              assertThat(components).contains(each.path("affects").path(0).path("ref").asString());
            });
    assertThat(note.path("metadata").path("component").path("bom-ref"))
        .isEqualTo(read(COMPONENTS).path("metadata").path("component").path("bom-ref"));
  }

  private static List<String> licences(JsonNode component) {
    return component.path("licenses").valueStream().map(ComponentsTests::licence).toList();
  }

  private static String licence(JsonNode entry) {
    JsonNode licence = entry.path("license");
    String name = licence.path("id").asString(licence.path("name").asString(""));
    return LICENCES.getOrDefault(name, name);
  }

  private static boolean hasText(String licence) {
    return ComponentsTests.class.getResource("/META-INF/licenses/" + licence + ".txt") != null;
  }

  private static List<JsonNode> components() throws IOException {
    return read(COMPONENTS).path("components").valueStream().toList();
  }

  private static JsonNode read(String name) throws IOException {
    return new JsonMapper().readTree(text(name));
  }

  private static String text(String name) throws IOException {
    try (InputStream in = ComponentsTests.class.getResourceAsStream(FOLDER + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
