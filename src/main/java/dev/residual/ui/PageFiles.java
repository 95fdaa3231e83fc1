package dev.residual.ui;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.http.CacheControl;
import org.springframework.stereotype.Component;
import org.springframework.util.DigestUtils;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.resource.LiteWebJarsResourceResolver;
import org.springframework.web.servlet.resource.PathResourceResolver;

/**
 * Serves the files of the web page. Their path has a version, which is a digest of all of them, so
 * browsers may keep them for good.
 */
@Component
class PageFiles implements WebMvcConfigurer {

  static final String FOLDER = "classpath:/ui/";

  private static final String LIBRARIES = "classpath:/META-INF/resources/webjars/";
  private static final Duration YEAR = Duration.ofDays(365);

  private final String version = version();

  /** Returns the path of the files, without the prefix of the service. */
  String path() {
    return "/assets/" + version;
  }

  /** Returns an entity tag of all files together, which changes when one of them does. */
  String etag() {
    return "W/\"" + version + "\"";
  }

  @Override
  public void addResourceHandlers(ResourceHandlerRegistry registry) {
    CacheControl forGood = CacheControl.maxAge(YEAR).cachePublic().immutable();
    registry
        .addResourceHandler(path() + "/lib/**")
        .addResourceLocations(LIBRARIES)
        .setCacheControl(forGood)
        .setEtagGenerator(file -> etag())
        .resourceChain(true)
        .addResolver(new LiteWebJarsResourceResolver())
        .addResolver(new PathResourceResolver());
    registry
        .addResourceHandler(path() + "/**")
        .addResourceLocations(FOLDER)
        .setCacheControl(forGood)
        .setEtagGenerator(file -> etag());
  }

  private static String version() {
    try {
      PathMatchingResourcePatternResolver resolver = new PathMatchingResourcePatternResolver();
      List<Resource> files = new ArrayList<>();
      files.addAll(Arrays.asList(resolver.getResources(FOLDER + "**/*.*")));
      files.addAll(Arrays.asList(resolver.getResources(LIBRARIES + "lit-html/*/lit-html.js")));
      files.addAll(Arrays.asList(resolver.getResources(LIBRARIES + "uplot/*/dist/uPlot*")));
      files.sort(Comparator.comparing(Resource::getFilename).thenComparing(Resource::toString));
      ByteArrayOutputStream contents = new ByteArrayOutputStream();
      for (Resource file : files) {
        contents.writeBytes(file.getContentAsByteArray());
      }
      return DigestUtils.md5DigestAsHex(contents.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
