package dev.residual.predict;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.swagger.v3.oas.models.examples.Example;
import java.io.IOException;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import tools.jackson.databind.json.JsonMapper;

/** A picture of the test set as JSON, so that the example in Swagger UI works as it is. */
@Configuration(proxyBeanMethods = false)
class PixelsExample {

  static final String REFERENCE = "#/components/examples/picture";

  static final ClassPathResource PICTURE = new ClassPathResource("openapi/picture.json");

  @Bean
  OpenApiCustomizer pictureExample(JsonMapper json) throws IOException {
    Object picture = json.readValue(PICTURE.getContentAsString(UTF_8), Object.class);
    return document ->
        document
            .getComponents()
            .addExamples("picture", new Example().summary("An ankle boot").value(picture));
  }
}
