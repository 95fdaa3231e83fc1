alter table job add column trained_in varchar(10);
