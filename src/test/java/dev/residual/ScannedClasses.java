package dev.residual;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.core.io.Resource;
import org.springframework.core.type.classreading.MetadataReader;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.MergedContextConfiguration;

/**
 * Lets each service of a test know what was read of the classes of the service for the previous
 * ones. Each looks for its components in all of them, three times.
 */
final class ScannedClasses implements ContextCustomizerFactory {

  private static final Map<Resource, MetadataReader> KNOWN = new ConcurrentHashMap<>();

  @Override
  public ContextCustomizer createContextCustomizer(
      Class<?> testClass, List<ContextConfigurationAttributes> attributes) {
    return Knowing.INSTANCE;
  }

  /** There is only one, because services with different customizers are not shared. */
  private enum Knowing implements ContextCustomizer {
    INSTANCE;

    @Override
    public void customizeContext(
        ConfigurableApplicationContext context, MergedContextConfiguration configuration) {
      Map<Resource, MetadataReader> read =
          ((DefaultResourceLoader) context).getResourceCache(MetadataReader.class);
      read.putAll(KNOWN);
      context.addBeanFactoryPostProcessor(factory -> KNOWN.putAll(read));
    }
  }
}
