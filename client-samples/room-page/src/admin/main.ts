import '../styles/base.css';
import '../styles/controls.css';
import '../styles/status.css';
import '../styles/join.css';
import '../styles/panels.css';
import '../styles/traffic.css';
import '../styles/admin.css';
import '../styles/adminInstances.css';
import '../styles/adminRooms.css';
import { AdminApp } from './adminApp';

new AdminApp().start();
