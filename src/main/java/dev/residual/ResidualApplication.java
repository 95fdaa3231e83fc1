package dev.residual;

import java.time.Clock;
import javax.imageio.ImageIO;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;
import org.springframework.data.jpa.repository.query.QueryEnhancerFactories;
import org.springframework.data.jpa.repository.support.JpaRepositoryFactoryBean;

/** Trains residual networks as queued jobs and serves the trained models. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class ResidualApplication {

  public static void main(String[] args) {
    // PNGs are written to memory, not to a temporary file first.
    ImageIO.setUseCache(false);
    SpringApplication.run(ResidualApplication.class, args);
  }

  @Bean
  Clock clock() {
    return new MonotonicClock();
  }

  /**
   * No declared query is sorted or paged, so Spring Data need not understand it. Its parser would
   * take a tenth of the start, and Hibernate parses each query anyway.
   */
  @Bean
  static BeanPostProcessor unparsedQueries() {
    return new BeanPostProcessor() {
      @Override
      public Object postProcessBeforeInitialization(Object bean, String name) {
        if (bean instanceof JpaRepositoryFactoryBean<?, ?, ?> factory) {
          factory.setQueryEnhancerSelectorSource(query -> QueryEnhancerFactories.fallback());
        }
        return bean;
      }
    };
  }
}
