package dev.residual.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.util.ClassUtils;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;

/** JSON is the only form of objects, whatever lies on the class path. */
@WebServerTest
class MessageConverterTests {

  private record Thing(String name) {}

  private static final List<MediaType> OTHERS =
      Stream.of(
              "application/yaml",
              "application/xml",
              "text/xml",
              "application/cbor",
              "application/x-jackson-smile",
              "application/x-protobuf",
              "application/x-www-form-urlencoded",
              "multipart/form-data",
              "application/octet-stream",
              "text/plain",
              "text/csv")
          .map(MediaType::parseMediaType)
          .toList();

  @Autowired RequestMappingHandlerAdapter endpoints;

  @Test
  void onlyJsonIsReadAndWritten() {
    assertThat(ClassUtils.isPresent("tools.jackson.dataformat.yaml.YAMLMapper", null))
        .as("a library for YAML is there, for which Spring has a converter")
        .isTrue();
    for (HttpMessageConverter<?> converter : endpoints.getMessageConverters()) {
      assertThat(OTHERS)
          .as("types that %s takes for objects", converter)
          .noneMatch(type -> converter.canRead(Thing.class, type))
          .noneMatch(type -> converter.canWrite(Thing.class, type));
    }
  }

  @Test
  void oneStrictConverterReadsAndWritesJson() {
    assertThat(endpoints.getMessageConverters())
        .filteredOn(converter -> converter.canRead(Thing.class, MediaType.APPLICATION_JSON))
        .singleElement()
        .isInstanceOf(JacksonJsonHttpMessageConverter.class);
  }
}
