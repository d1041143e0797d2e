import './styles/base.css';
import './styles/controls.css';
import './styles/status.css';
import './styles/join.css';
import './styles/call.css';
import './styles/panels.css';
import './styles/traffic.css';
import { App } from './app';

new App().start();
