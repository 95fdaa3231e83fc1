package dev.residual.oip;

import org.springframework.context.annotation.Configuration;
import org.springframework.http.converter.HttpMessageConverters;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.databind.json.JsonMapper;

/** Registers the converter for inference requests, which are not always JSON. */
@Configuration(proxyBeanMethods = false)
class OipWebConfiguration implements WebMvcConfigurer {

  private final JsonMapper json;

  OipWebConfiguration(JsonMapper json) {
    this.json = json;
  }

  @Override
  public void configureMessageConverters(HttpMessageConverters.ServerBuilder converters) {
    converters.addCustomConverter(new InferRequestConverter(json));
  }
}
