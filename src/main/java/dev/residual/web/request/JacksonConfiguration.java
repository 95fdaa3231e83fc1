package dev.residual.web.request;

import java.util.List;
import java.util.Set;
import org.springframework.boot.jackson.autoconfigure.JsonFactoryBuilderCustomizer;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.converter.ByteArrayHttpMessageConverter;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.converter.HttpMessageConverters;
import org.springframework.http.converter.ResourceHttpMessageConverter;
import org.springframework.http.converter.ResourceRegionHttpMessageConverter;
import org.springframework.http.converter.StringHttpMessageConverter;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.type.LogicalType;

/** Configures Jackson to refuse what a client has misspelled rather than to drop or guess it. */
@Configuration(proxyBeanMethods = false)
class JacksonConfiguration {

  /** No request nests deeper than a few levels. A hundred thousand brackets are an attack. */
  private static final int MAX_DEPTH = 32;

  /** The converters of Spring that handle JSON, or bytes and texts as they are. */
  private static final Set<Class<?>> KEPT =
      Set.of(
          JacksonJsonHttpMessageConverter.class,
          ByteArrayHttpMessageConverter.class,
          StringHttpMessageConverter.class,
          ResourceHttpMessageConverter.class,
          ResourceRegionHttpMessageConverter.class);

  private static final String OURS = "dev.residual.";

  private static final int MAX_NUMBER = 100;
  private static final int MAX_NAME = 1_000;

  @Bean
  JsonMapperBuilderCustomizer strictMapper() {
    return builder ->
        builder
            .enable(
                DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
                DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .addModule(new WellFormedStrings())
            .withCoercionConfig(
                LogicalType.Textual,
                text -> {
                  text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
                  text.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
                  text.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
                });
  }

  /** Runs after Boot's own customizer, which sets all limits to their defaults. */
  @Bean
  @Order
  JsonFactoryBuilderCustomizer readLimits() {
    return builder ->
        builder.streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(MAX_DEPTH)
                .maxNumberLength(MAX_NUMBER)
                .maxNameLength(MAX_NAME)
                .build());
  }

  /** Refuses NaN in requests only. What the service itself has stored may have one. */
  @Bean
  WebMvcConfigurer finiteNumbers(JsonMapper json) {
    JsonMapper strict =
        json.rebuild()
            .addModule(
                new SimpleModule()
                    .addDeserializer(Double.class, new FiniteNumberDeserializer(Double.class))
                    .addDeserializer(double.class, new FiniteNumberDeserializer(double.class)))
            .build();
    return new WebMvcConfigurer() {
      @Override
      public void configureMessageConverters(HttpMessageConverters.ServerBuilder converters) {
        converters.withJsonConverter(new JacksonJsonHttpMessageConverter(strict));
        converters.configureMessageConvertersList(JacksonConfiguration::keepJsonOnly);
      }
    };
  }

  /**
   * Removes the readers and writers of other formats, such as YAML, that Spring adds because a
   * library happens to be there. None of them would be strict.
   */
  private static void keepJsonOnly(List<HttpMessageConverter<?>> converters) {
    converters.removeIf(converter -> !isJsonOrRaw(converter));
  }

  private static boolean isJsonOrRaw(HttpMessageConverter<?> converter) {
    return KEPT.contains(converter.getClass()) || converter.getClass().getName().startsWith(OURS);
  }
}
